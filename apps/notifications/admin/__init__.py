"""Messages to one person, and announcements to many."""

from apps.notifications.admin import announcements, messages

__all__ = ["announcements", "messages"]
