"""What the machinery may forget, every day."""

from datetime import timedelta

from apps.kernel import clock
from apps.kernel.models import Answer, HandledEvent, OutboxEvent
from apps.kernel.slots import DAILY, scheduled

KEEP = timedelta(days=14)


@scheduled("kernel.forget", DAILY)
def forget(slot: str) -> None:
    """Delete published events, their handling marks and given answers that nobody can replay any more."""
    before = clock.wall() - KEEP
    OutboxEvent.objects.filter(published_at__lt=before).delete()
    HandledEvent.objects.filter(handled_at__lt=before).delete()
    Answer.objects.filter(given_at__lt=before).delete()
