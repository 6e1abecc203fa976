"""Matching, on a queue of its own. Tasks only hint: rows decide what is due and who does it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from celery import shared_task

from apps.dispatch import services
from apps.kernel import clock
from apps.kernel.hints import hint

log = structlog.get_logger(__name__)


@shared_task
def match_zone(zone_id: str) -> None:
    next_due = services.run_window(zone_id=UUID(zone_id))
    if next_due:
        hint_match(zone_id, next_due)


@shared_task
def match_due_windows() -> None:
    """All that is due: of the sweeps that wait behind a backlog, one that survives does the work of the others."""
    _attempt(services.open_due_jobs)
    _attempt(services.expire_offers)
    _attempt(services.exhaust_jobs)
    for zone_id in services.due_zones():
        _attempt(match_zone, str(zone_id))


@shared_task
def match_expired_offers() -> None:
    services.expire_offers()


@shared_task
def match_exhausted_jobs() -> None:
    services.exhaust_jobs()


@shared_task
def count_demand() -> None:
    services.count_demand()


@shared_task
def match_next_of_silent() -> None:
    services.release_next_of_silent()


@shared_task
def match_routes() -> None:
    services.restore_routes()


def hint_match(zone_id: str, due_at: datetime) -> None:
    """Ask a worker to match the zone at `due_at`, city time. Beat sweeps every second for what this did not reach."""
    hint(match_zone, zone_id, countdown_s=max(0.0, clock.wall_seconds(due_at - clock.now())))


def _attempt(step: Callable[..., object], *args: object) -> None:
    """One step of a sweep; when it fails, the next ones are done all the same."""
    try:
        step(*args)
    except Exception:
        log.exception("sweep_failed", step=step.__name__, about=args)
