"""Tasks of the machinery. Each only hints: what it does is guarded by rows."""

from celery import shared_task

from apps.kernel import outbox, slots
from apps.kernel.hints import hint


@shared_task
def relay_outbox() -> None:
    outbox.relay()


@shared_task
def run_due_slots() -> None:
    slots.run_due()


def hint_relay() -> None:
    """Ask a worker to relay now; beat sweeps every second for whatever this did not reach."""
    hint(relay_outbox)
