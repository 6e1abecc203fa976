"""Tasks of the machinery. Each only hints: what it does is guarded by rows."""

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from apps.kernel import outbox, slots

log = structlog.get_logger(__name__)


@shared_task
def relay_outbox() -> None:
    outbox.relay()


@shared_task
def run_due_slots() -> None:
    slots.run_due()


def hint_relay() -> None:
    """Ask a worker to relay now. A broker that is down loses nothing: beat sweeps every second."""
    try:
        relay_outbox.apply_async(expires=30)
    except OperationalError:
        log.warning("relay_hint_lost")
