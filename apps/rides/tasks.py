"""Reminders; and rendering on the queue `render`, where the claim on the receipt's row decides who renders."""

from uuid import UUID

from celery import shared_task

from apps.fleet import services as fleet
from apps.rides import selectors, services


@shared_task
def remind_due() -> None:
    services.remind_due()


@shared_task(soft_time_limit=60, time_limit=90)
def render_receipt(receipt_id: str) -> None:
    services.render_receipt(receipt_id=UUID(receipt_id))


@shared_task(soft_time_limit=100, time_limit=110)
def render_due_receipts() -> None:
    services.render_due()


@shared_task
def restore_bound_for() -> None:
    """Redis may have been lost, or a process between the commit and its word to Redis."""
    fleet.set_bound_for(read=selectors.all_bound_for)


@shared_task
def watch_standing_cars() -> None:
    services.watch_standing_cars()


@shared_task
def see_arrivals() -> None:
    services.see_arrivals()
