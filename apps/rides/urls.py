from django.urls import path

from apps.rides import pages

urlpatterns = [path("t/<str:token>/", pages.shared, name="shared-trip")]
