"""What geo may forget, every day."""

from datetime import timedelta

from apps.geo.models import LearnedTrip
from apps.kernel import clock
from apps.kernel.retention import delete_in_batches
from apps.kernel.slots import DAILY, scheduled

KEEP_MARKS = timedelta(days=60)  # no event is delivered again so late


@scheduled("geo.forget", DAILY)
def forget(slot: str) -> None:
    """Delete the marks of trips that nobody will tell of again. What they taught stays."""
    delete_in_batches(LearnedTrip.objects.filter(learned_at__lt=clock.wall() - KEEP_MARKS))
