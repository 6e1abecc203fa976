"""What happened in notifications."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticesQueued(Event):
    """Messages with this reference wait to be sent."""

    reference: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementGoesOn(Event):
    """The next batch of an announcement is to be sent: to who comes after the person `after` ("": from the first)."""

    announcement_id: str
    after: str = ""
