"""Riders and drivers who avoid or prefer each other."""

from collections.abc import Collection
from uuid import UUID

from apps.fleet.models import Pair
from apps.fleet.states import PairKind


def pairs_of(rider_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """rider → driver → "blocked" or "favourite", of those riders that have any. One query."""
    rows = Pair.objects.filter(rider_id__in=list(rider_ids)).values_list("rider_id", "driver_id", "kind")
    found: dict[UUID, dict[UUID, str]] = {}
    for rider_id, driver_id, kind in rows:
        known = found.setdefault(rider_id, {})
        if known.get(driver_id) != PairKind.BLOCKED:
            known[driver_id] = str(kind)
    return found
