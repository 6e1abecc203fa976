from django.urls import path

from apps.fleet.api import views

urlpatterns = [
    path("driver/me", views.Me.as_view()),
    path("driver/shift/start", views.ShiftStart.as_view()),
    path("driver/shift/end", views.ShiftEnd.as_view()),
    path("driver/positions", views.Positions.as_view()),
]
