"""The local inbox: what was sent to anybody, where nothing is really sent."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.notifications.sms import LocalInbox


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "")
    messages = LocalInbox.messages(to=to)
    for message in messages:
        message["sent_at"] = datetime.fromisoformat(message["sent_at"])
    return render(request, "notifications/inbox.html", {"inbox": messages, "to": to})


@require_safe
@never_cache
def inbox_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"messages": LocalInbox.messages(to=request.GET.get("to", ""))})
