"""What drivers are doing, as far as dispatch knows."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from apps.dispatch.algorithms.reach import LOOK_BACK, PastOffer, is_unreachable
from apps.dispatch.contracts import OFFERED, ON_TRIP
from apps.dispatch.models import Offer, Run
from apps.dispatch.states import OfferStatus, RunSlot, RunStatus
from apps.kernel import clock

IDS_A_QUERY = 5_000  # databases limit the parameters of a query


class Engagement(NamedTuple):
    """A driver on a run: when and where it should end, once that is known, and whether another one follows."""

    free_at: datetime | None
    free_lat: float | None
    free_lng: float | None
    followed: bool


def driver_states(driver_ids: Collection[UUID]) -> dict[UUID, int]:
    """OFFERED or ON_TRIP for those of `driver_ids` that are not free."""
    offered, on_trip = drivers_with_offer(driver_ids), engagements(driver_ids)
    return dict.fromkeys(offered, OFFERED) | dict.fromkeys(on_trip, ON_TRIP)


def drivers_with_offer(driver_ids: Collection[UUID]) -> set[UUID]:
    """Those of `driver_ids` who hold an open offer."""
    return {row[0] for row in _rows_of(driver_ids, Offer.objects.filter(status=OfferStatus.OPEN))}


def engagements(driver_ids: Collection[UUID]) -> dict[UUID, Engagement]:
    """Those of `driver_ids` who are on a run."""
    runs = Run.objects.filter(status=RunStatus.ACTIVE)
    found: dict[UUID, dict[str, tuple]] = defaultdict(dict)
    for driver_id, slot, *ending in _rows_of(driver_ids, runs, "slot", "free_at", "free_lat", "free_lng"):
        found[driver_id][slot] = tuple(ending)
    return {driver_id: _engagement(slots) for driver_id, slots in found.items()}


def drivers_unreachable(driver_ids: Collection[UUID]) -> set[UUID]:
    """Those of `driver_ids` whose apps did not answer lately."""
    now = clock.now()
    recent = Offer.objects.filter(made_at__gt=now - LOOK_BACK, closed_at__isnull=False).order_by("made_at")
    histories: dict[UUID, list[PastOffer]] = defaultdict(list)
    for driver_id, closed_at, seen_at, status in _rows_of(driver_ids, recent, "closed_at", "delivered_at", "status"):
        histories[driver_id].append(PastOffer(closed_at, seen_at, status == OfferStatus.UNDELIVERED))
    return {driver_id for driver_id, offers in histories.items() if is_unreachable(offers, now)}


def follows_another(kind: str, ref: UUID) -> bool:
    """Whether the driver of this job ends another run first."""
    return Run.objects.filter(kind=kind, ref=ref, slot=RunSlot.NEXT, status=RunStatus.ACTIVE).exists()


def topic_of(kind: str, ref: UUID | str) -> str:
    """The topic on which a run's driver is followed."""
    return f"{kind}:{ref}"


def routes() -> dict[UUID, str]:
    """Driver → topic, of all current runs."""
    active = Run.objects.filter(status=RunStatus.ACTIVE, slot=RunSlot.CURRENT)
    return {driver_id: topic_of(kind, ref) for driver_id, kind, ref in active.values_list("driver_id", "kind", "ref")}


def _engagement(slots: dict[str, tuple]) -> Engagement:
    free_at, lat, lng = slots.get(RunSlot.CURRENT, (None, None, None))
    return Engagement(free_at, lat, lng, RunSlot.NEXT in slots)


def _rows_of(driver_ids: Collection[UUID], rows: QuerySet, *fields: str) -> Iterator[tuple]:
    """(driver id, *fields) of those rows that are about `driver_ids`, in as many queries as there must be."""
    ids = list(driver_ids)
    for start in range(0, len(ids), IDS_A_QUERY):
        yield from rows.filter(driver_id__in=ids[start : start + IDS_A_QUERY]).values_list("driver_id", *fields)
