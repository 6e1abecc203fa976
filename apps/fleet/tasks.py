"""Sweepers of the fleet."""

from celery import shared_task

from apps.fleet import services


@shared_task
def restore_online() -> None:
    services.restore_online()
    services.end_absent_shifts()
    services.keep_queues()
