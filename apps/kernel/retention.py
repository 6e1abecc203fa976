"""What the machinery may forget, every day."""

from datetime import timedelta

from django.db.models import QuerySet

from apps.kernel import clock
from apps.kernel.models import Answer, HandledEvent, OutboxEvent
from apps.kernel.slots import DAILY, scheduled

KEEP = timedelta(days=14)
BATCH = 1_000


@scheduled("kernel.forget", DAILY)
def forget(slot: str) -> None:
    """Delete published events, their handling marks and given answers that nobody can replay any more."""
    before = clock.wall() - KEEP
    delete_in_batches(OutboxEvent.objects.filter(published_at__lt=before))
    waiting = OutboxEvent.objects.filter(published_at__isnull=True).values("id")  # may be delivered again
    delete_in_batches(HandledEvent.objects.filter(handled_at__lt=before).exclude(event_id__in=waiting))
    delete_in_batches(Answer.objects.filter(given_at__lt=before))


def delete_in_batches(rows: QuerySet) -> int:
    """Delete `rows` in short transactions, so that nobody waits long for a lock. Returns how many there were."""
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
