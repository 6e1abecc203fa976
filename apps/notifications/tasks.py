"""Sending, off the request's path."""

from uuid import UUID

from celery import shared_task

from apps.notifications import services


@shared_task
def send_message(message_id: str) -> None:
    services.deliver(UUID(message_id))


@shared_task
def send_due_messages() -> None:
    """The sweep: what a lost hint or a failed try left waiting."""
    for message_id in services.due():
        services.deliver(message_id)
