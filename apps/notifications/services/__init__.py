"""Use cases of notifications."""

from apps.notifications.services.announcements import (
    AnnouncementTimes,
    announce,
    begin_announcements,
    cancel_announcement,
    check_times,
    send_batch,
    stalled_announcements,
)
from apps.notifications.services.audience import audience_of_zone, reach
from apps.notifications.services.delivery import deliver, due, queue, waiting
from apps.notifications.services.devices import PushAddressRefused, add_push_device, forget_push_device
from apps.notifications.services.notices import push, text_message
from apps.notifications.services.standing import tell_of_refused_appeal, tell_of_reinstatement, tell_of_suspension

__all__ = [
    "AnnouncementTimes",
    "PushAddressRefused",
    "add_push_device",
    "announce",
    "audience_of_zone",
    "begin_announcements",
    "cancel_announcement",
    "check_times",
    "deliver",
    "due",
    "forget_push_device",
    "push",
    "queue",
    "reach",
    "send_batch",
    "stalled_announcements",
    "tell_of_refused_appeal",
    "tell_of_reinstatement",
    "tell_of_suspension",
    "text_message",
    "waiting",
]
