from django.urls import path

from apps.pricing.api import views

urlpatterns = [
    path("rider/quotes", views.Quotes.as_view()),
    path("driver/heatmap", views.Heatmap.as_view()),
]
