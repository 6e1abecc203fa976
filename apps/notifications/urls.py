from django.urls import path

from apps.notifications import pages

urlpatterns = [
    path("dev/inbox/", pages.inbox, name="dev-inbox"),
    path("dev/inbox.json", pages.inbox_json, name="dev-inbox-json"),
]
