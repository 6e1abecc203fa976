from django.urls import path

from apps.geo.api import views

urlpatterns = [path("public/zones", views.Zones.as_view())]
