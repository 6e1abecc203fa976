"""Messages, to look at. What they said is not here."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.kernel.markup import isolated
from apps.notifications.models import Message


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    list_display = ["phone", "channel", "kind", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status", "channel", "kind"]
    search_fields = ["to", "reference"]
    ordering = ["-id"]
    fields = [
        "phone",
        "channel",
        "kind",
        "language",
        "status",
        "attempts",
        "created_at",
        "next_attempt_at",
        "expires_at",
        "sent_at",
    ]
    readonly_fields = ["phone"]

    @admin.display(description=_("to"), ordering="to")
    def phone(self, message: Message) -> str:
        return isolated(message.to)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False
