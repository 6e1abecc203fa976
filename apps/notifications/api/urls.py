from django.urls import path

from apps.notifications.api import views

urlpatterns = [
    path("account/push-key", views.PushKey.as_view(), name="account-push-key"),
    path("account/push-devices", views.PushDevices.as_view(), name="account-push-devices"),
]
