"""Use cases of notifications."""

from apps.notifications.services.delivery import deliver, due, queue

__all__ = ["deliver", "due", "queue"]
