"""Rendering on the queue `render`, where the claim on the receipt's row decides who renders."""

from uuid import UUID

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from apps.rides import services

log = structlog.get_logger(__name__)


@shared_task(soft_time_limit=60, time_limit=90)
def render_receipt(receipt_id: str) -> None:
    services.render_receipt(receipt_id=UUID(receipt_id))


@shared_task(soft_time_limit=100, time_limit=110)
def render_due_receipts() -> None:
    services.render_due()


def hint_render(receipt_id: str) -> None:
    """Ask a worker to render now. A broker that is down loses nothing: beat sweeps."""
    try:
        render_receipt.apply_async(args=[receipt_id], expires=60)
    except OperationalError:
        log.warning("render_hint_lost", receipt_id=receipt_id)
