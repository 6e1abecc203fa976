"""What the streams may forget, every day. Numbers are never reused: the stream's row stays."""

from datetime import timedelta

from apps.kernel import clock
from apps.kernel.retention import delete_in_batches
from apps.kernel.slots import DAILY, scheduled
from apps.realtime.models import EndedSession, StreamMessage

KEEP = timedelta(days=7)
KEEP_ENDED_SESSIONS = timedelta(days=1)


@scheduled("realtime.forget", DAILY)
def forget(slot: str) -> None:
    delete_in_batches(StreamMessage.objects.filter(at__lt=clock.now() - KEEP))
    delete_in_batches(EndedSession.objects.filter(at__lt=clock.wall() - KEEP_ENDED_SESSIONS))
