"""Shifts that nobody works in any more are ended: their drivers would only be counted."""

from datetime import timedelta
from typing import cast
from uuid import UUID

import structlog
from django.db.models import Q

from apps.fleet import selectors
from apps.fleet.models import Shift
from apps.fleet.services.shifts import end_unoccupied
from apps.fleet.states import DriverStatus, EndReason
from apps.kernel import clock, redis

SILENT = timedelta(minutes=30)

log = structlog.get_logger(__name__)


def end_absent_shifts() -> int:
    """End unoccupied shifts of who may not drive any more, or was silent for 30 city minutes. Returns how many."""
    absent = dict.fromkeys(_silent(), EndReason.SILENT) | dict.fromkeys(_unfit(), EndReason.SUSPENDED)
    ended = [driver_id for driver_id, reason in absent.items() if end_unoccupied(driver_id, reason)]
    if ended:
        log.info("absent_shifts_ended", count=len(ended))
    return len(ended)


def _unfit() -> set[UUID]:
    """Mends what a suspension that met the end of a run left behind."""
    barred = ~Q(driver__status=DriverStatus.ACTIVE) | Q(driver__person__is_active=False)
    return set(_unoccupied().filter(barred).values_list("driver_id", flat=True))


def _silent() -> set[UUID]:
    before = (clock.now() - SILENT).timestamp()
    heard = _heard()
    unoccupied = _unoccupied().values_list("driver_id", flat=True)
    return {driver_id for driver_id in unoccupied if heard.get(driver_id, before) < before}


def _heard() -> dict[UUID, float]:
    """When each driver on shift was last heard of (Unix city seconds), brought up to date.

    Of whom Redis knows nothing, because it forgot, we hear now: a Redis that lost its memory ends nobody's shift.
    """
    key, now = selectors.heard_key(), clock.now().timestamp()
    stored = cast(dict[bytes, bytes], redis.client().hgetall(key))
    known = {UUID(member.decode()): float(at) for member, at in stored.items()}
    on_shift = list(Shift.objects.filter(ended_at__isnull=True).values_list("driver_id", flat=True))
    seen = {driver_id: last.at for driver_id, last in selectors.positions_of(on_shift, SILENT.total_seconds()).items()}
    heard = {driver_id: max(known.get(driver_id, 0.0), seen.get(driver_id, 0.0)) or now for driver_id in on_shift}
    _write(key, known, heard)
    return heard


def _write(key: str, known: dict[UUID, float], heard: dict[UUID, float]) -> None:
    news = {str(driver_id): at for driver_id, at in heard.items() if known.get(driver_id) != at}
    gone = [str(driver_id) for driver_id in known.keys() - heard.keys()]
    with redis.client().pipeline() as pipeline:
        if news:
            pipeline.hset(key, mapping=news)  # type: ignore[arg-type]
        if gone:
            pipeline.hdel(key, *gone)
        pipeline.execute()


def _unoccupied():
    return Shift.objects.filter(ended_at__isnull=True, occupied=False)
