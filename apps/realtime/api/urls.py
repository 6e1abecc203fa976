from django.urls import path

from apps.realtime.api.views import CommandsView, MessagesView

urlpatterns = [
    path(f"{role}/{what}", view.as_view(), {"role": role}, name=f"{role}-{what}")
    for role in ("rider", "driver")
    for what, view in (("commands", CommandsView), ("messages", MessagesView))
]
