"""Marked places and who is next there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from apps.fleet.models import QueueEntry, QueuePlace
from apps.fleet.selectors.positions import FRESH_S
from apps.geo.contracts import Point
from apps.geo.services import Area
from apps.kernel import clock
from apps.kernel.memory import Remembered

REFRESH_S = 5.0


@dataclass(frozen=True)
class Place:
    id: UUID
    area: Area


def queue_order(zone_id: UUID) -> dict[UUID, list[UUID]]:
    """place → drivers in the order of their turns, of those who were seen there within a minute and are free."""
    return _in_order({"place__zone_id": zone_id})


def waiting_at(place_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The same, of these places."""
    return _in_order({"place_id__in": list(place_ids)})


def turns_in_order(where: dict[str, object]) -> QuerySet[QueueEntry]:
    """The turns (of places, by lookups) of those who were seen there within a minute and are free."""
    free = {"driver__shifts__ended_at__isnull": True, "driver__shifts__occupied": False}
    return QueueEntry.objects.filter(
        left_at__isnull=True,
        place__active=True,
        seen_at__gte=clock.now() - timedelta(seconds=FRESH_S),
        driver__shifts__end_reason="",
        **free,
        **where,
    ).order_by("joined_at", "id")


def _in_order(where: dict[str, object]) -> dict[UUID, list[UUID]]:
    order: dict[UUID, list[UUID]] = defaultdict(list)
    for place_id, driver_id in turns_in_order(where).values_list("place_id", "driver_id"):
        order[place_id].append(driver_id)
    return dict(order)


def queue_place_at(zone_id: UUID, point: Point) -> UUID | None:
    """The marked place in use that covers `point`, if there is one. From memory: asked for every job of a round."""
    return next((place.id for place in queue_places(zone_id) if place.area.covers(point)), None)


def queue_places(zone_id: UUID) -> list[Place]:
    """The zone's marked places in use."""
    return PLACES.get(zone_id)


def _read(zone_id: UUID) -> list[Place]:
    rows = QueuePlace.objects.filter(zone_id=zone_id, active=True).order_by("id")
    return [Place(row.id, Area(row.polygon)) for row in rows]


PLACES = Remembered(_read, REFRESH_S)
