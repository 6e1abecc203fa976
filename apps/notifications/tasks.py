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


@shared_task
def send_announcement(announcement_id: str, after: str) -> None:
    services.send_batch(announcement_id=UUID(announcement_id), after=UUID(after) if after else None)


@shared_task
def send_due_announcements() -> None:
    """The sweep: starts what is due, and goes on with what a lost hint left behind."""
    services.begin_announcements()
    for announcement_id, after in services.stalled_announcements():
        services.send_batch(announcement_id=announcement_id, after=after)
