"""The life of a message."""

from collections.abc import Mapping, Set

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageStatus(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Refused for good")


class Channel(TextChoices):
    SMS = "sms", _("Text message")
    PUSH = "push", _("Push")


TRANSITIONS: Mapping[str, Set[str]] = {
    MessageStatus.WAITING: {MessageStatus.SENT, MessageStatus.EXPIRED, MessageStatus.REFUSED}
}


class AnnouncementStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELED = "canceled", _("Canceled")


ANNOUNCEMENT_MOVES: Mapping[str, Set[str]] = {
    AnnouncementStatus.PLANNED: {AnnouncementStatus.SENDING, AnnouncementStatus.CANCELED},
    AnnouncementStatus.SENDING: {AnnouncementStatus.SENT, AnnouncementStatus.CANCELED},
}
