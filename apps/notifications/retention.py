"""What notifications may forget, every day."""

from datetime import timedelta

from apps.kernel import clock
from apps.kernel.slots import DAILY, scheduled
from apps.notifications.models import Message

KEEP = timedelta(days=30)


@scheduled("notifications.forget", DAILY)
def forget(slot: str) -> None:
    Message.objects.filter(created_at__lt=clock.wall() - KEEP).delete()
