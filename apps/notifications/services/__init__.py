"""Use cases of notifications."""

from apps.notifications.services.delivery import deliver, due, queue, waiting
from apps.notifications.services.devices import PushAddressRefused, add_push_device, forget_push_device
from apps.notifications.services.notices import push, text_message
from apps.notifications.services.standing import tell_of_refused_appeal, tell_of_reinstatement, tell_of_suspension

__all__ = [
    "PushAddressRefused",
    "add_push_device",
    "deliver",
    "due",
    "forget_push_device",
    "push",
    "queue",
    "tell_of_refused_appeal",
    "tell_of_reinstatement",
    "tell_of_suspension",
    "text_message",
    "waiting",
]
