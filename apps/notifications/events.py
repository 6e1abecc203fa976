"""What happened in notifications."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticesQueued(Event):
    """Messages with this reference wait to be sent."""

    reference: str
