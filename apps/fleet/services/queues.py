"""Turns at marked places: first come, first served. One open turn a driver, by constraint; a sweep keeps them true.

Who is online, free and inside joins. A turn is lost by leaving the place for a minute, by one decline too many, or by
silence longer than the place keeps turns: a driver whose app comes back before that finds the old turn.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.fleet import selectors
from apps.fleet.models import QueueEntry, QueuePlace, Shift
from apps.fleet.services.turns import tell_lost_turns, tell_turns
from apps.fleet.states import LeaveReason
from apps.geo.contracts import Point
from apps.kernel import clock

GRACE = timedelta(seconds=selectors.FRESH_S)


def keep_queues() -> None:
    """Let in who came, note who is still there, end the turns that are lost, and tell whose number has changed.

    Safe to run twice at once.
    """
    for zone_id in QueuePlace.objects.filter(active=True).values_list("zone_id", flat=True).distinct().order_by():
        _keep_zone(zone_id, clock.now())
        tell_turns(zone_id)
    _open().filter(place__active=False).update(left_at=clock.now(), left_because=LeaveReason.LEFT)
    tell_lost_turns()


def note_decline(*, driver_id: UUID) -> bool:
    """A driver in a queue declined an offer, or let it run out. True when that cost them their turn."""
    with transaction.atomic():
        if not _open().filter(driver_id=driver_id).update(declines=F("declines") + 1):
            return False
        over = _open().filter(driver_id=driver_id, declines__gt=F("place__declines_allowed"))
        return bool(_end(over, LeaveReason.DECLINED))


def _keep_zone(zone_id: UUID, now: datetime) -> None:
    places = selectors.queue_places(zone_id)
    where = {
        position.driver_id: next((p.id for p in places if p.area.covers(Point(position.lat, position.lng))), None)
        for position in selectors.positions(zone_id)
    }
    inside = {driver_id: place_id for driver_id, place_id in where.items() if place_id}
    turns = dict(_open().filter(place__zone_id=zone_id).values_list("driver_id", "place_id"))
    _note_seen([d for d, place_id in turns.items() if inside.get(d) == place_id], now)
    away = [driver_id for driver_id, place_id in turns.items() if driver_id in where and where[driver_id] != place_id]
    _end(_open().filter(driver_id__in=away, seen_at__lt=now - GRACE), LeaveReason.LEFT)
    _end_silent(zone_id, now)
    _join({driver_id: place_id for driver_id, place_id in inside.items() if driver_id not in turns}, now)


def _note_seen(driver_ids: list[UUID], now: datetime) -> None:
    _open().filter(driver_id__in=_online(driver_ids)).update(seen_at=now)


def _end_silent(zone_id: UUID, now: datetime) -> None:
    for place in QueuePlace.objects.filter(zone_id=zone_id, active=True):
        silent = _open().filter(place=place, seen_at__lt=now - timedelta(minutes=place.keep_minutes))
        _end(silent, LeaveReason.SILENT)


def _join(newcomers: dict[UUID, UUID], now: datetime) -> None:
    free = set(_online(list(newcomers), occupied=False))
    QueueEntry.objects.bulk_create(
        [
            QueueEntry(driver_id=driver_id, place_id=place_id, joined_at=now, seen_at=now)
            for driver_id, place_id in newcomers.items()
            if driver_id in free
        ],
        ignore_conflicts=True,
    )


def _online(driver_ids: list[UUID], **conditions: object) -> list[UUID]:
    shifts = Shift.objects.filter(ended_at__isnull=True, driver_id__in=driver_ids, **conditions)
    return list(shifts.values_list("driver_id", flat=True))


def _end(turns, because: str) -> int:
    ids = list(turns.values_list("id", flat=True))
    return _open().filter(id__in=ids).update(left_at=clock.now(), left_because=because) if ids else 0


def _open():
    return QueueEntry.objects.filter(left_at__isnull=True)
