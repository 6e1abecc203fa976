"""Riders and drivers who avoid or prefer each other."""

from collections.abc import Collection
from uuid import UUID

from apps.accounts import selectors as accounts
from apps.fleet.contracts import DriverCard, PairedDriver, PairedRider
from apps.fleet.models import Pair
from apps.fleet.selectors.drivers import cards
from apps.fleet.states import PairBy, PairKind


def pairs_of(rider_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """rider → driver → "blocked" or "favourite", of those riders that have any. One query."""
    rows = Pair.objects.filter(rider_id__in=list(rider_ids)).values_list("rider_id", "driver_id", "kind")
    found: dict[UUID, dict[UUID, str]] = {}
    for rider_id, driver_id, kind in rows:
        known = found.setdefault(rider_id, {})
        if known.get(driver_id) != PairKind.BLOCKED:
            known[driver_id] = str(kind)
    return found


def drivers_paired(rider_id: UUID, kind: str) -> list[PairedDriver]:
    """The drivers a rider prefers or blocked, the newest wish first."""
    pairs = list(Pair.objects.filter(rider_id=rider_id, kind=kind, by=PairBy.RIDER).order_by("-id"))
    known = cards([pair.driver_id for pair in pairs])
    return [_driver(pair, known[pair.driver_id]) for pair in pairs]


def riders_blocked(driver_id: UUID) -> list[PairedRider]:
    """The riders a driver blocked, the newest first. Of a rider the driver sees the first name, as on a ride."""
    pairs = list(Pair.objects.filter(driver_id=driver_id, kind=PairKind.BLOCKED, by=PairBy.DRIVER).order_by("-id"))
    names = accounts.names([pair.rider_id for pair in pairs])
    return [
        PairedRider(pair.rider_id, names[pair.rider_id].full_name.partition(" ")[0], pair.created_at, pair.reason)
        for pair in pairs
    ]


def _driver(pair: Pair, card: DriverCard) -> PairedDriver:
    return PairedDriver(card.driver_id, card.full_name, card.rating, card.vehicle, pair.created_at, pair.reason)
