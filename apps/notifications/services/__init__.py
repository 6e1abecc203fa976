"""Use cases of notifications."""

from apps.notifications.services.delivery import deliver, due, queue, waiting
from apps.notifications.services.devices import PushAddressRefused, add_push_device, forget_push_device
from apps.notifications.services.notices import push, text_message

__all__ = [
    "PushAddressRefused",
    "add_push_device",
    "deliver",
    "due",
    "forget_push_device",
    "push",
    "queue",
    "text_message",
    "waiting",
]
