"""What people of a ride asked our team, and what it may give back."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.kernel.money import Money
from apps.kernel.problems import TITLES, Problem
from apps.pricing.contracts import FareBreakdown
from apps.rides.models import AdjustmentCap, CaseMessage, FareAdjustment, Ride, SupportCase


class CaseNotFound(Problem):
    """No such case for this person."""

    status = 404
    slug = "not-found"
    title = TITLES[404][1]


def cases_of(side: str, person_id: UUID) -> QuerySet[SupportCase]:
    """What the person asked on that side, the newest first, with the thread."""
    thread = Prefetch("messages", CaseMessage.objects.order_by("id"))
    mine = SupportCase.objects.filter(person_id=person_id, side=side)
    return mine.select_related("person", "adjustment").prefetch_related(thread).order_by("-id")


def case_of(side: str, person_id: UUID, case_id: UUID) -> SupportCase:
    """Raises CaseNotFound."""
    case = cases_of(side, person_id).filter(id=case_id).first()
    if case is None:
        raise CaseNotFound()
    return case


def as_dict(case: SupportCase) -> dict:
    """JSON-plain. Who of our team wrote is not said."""
    adjustment = getattr(case, "adjustment", None)
    return {
        "id": str(case.id),
        "ride_id": str(case.ride_id),
        "kind": case.kind,
        "status": case.status,
        "opened_at": _iso(case.opened_at),
        "messages": [
            {"id": str(each.id), "author": each.author, "text": each.text, "sent_at": _iso(each.sent_at)}
            for each in case.messages.all()
        ],
        "adjustment": adjustment_dict(adjustment) if adjustment else None,
    }


def adjustment_dict(adjustment: FareAdjustment) -> dict:
    """JSON-plain. `state` pending: promised, no posting belongs to it yet."""
    return {**amount_dict(adjustment.amount_minor, adjustment.currency), "state": adjustment.state}


def amount_dict(amount_minor: int, currency: str) -> dict:
    amount = Money(amount_minor, currency)
    return {"amount_minor": amount_minor, "currency": currency, "amount": str(amount.amount)}


def charged_minor(ride: Ride) -> int:
    """What the ride's rider pays: the fee, else the fare, in minor units."""
    return FareBreakdown.from_dict(ride.fee).total_minor if ride.fee else ride.total_minor


def adjustable_minor(ride: Ride, roles: Collection[str]) -> int:
    """The most that staff in these roles may still give back, in minor units of the ride's currency."""
    left = charged_minor(ride) - ride.adjusted_minor
    caps = list(
        AdjustmentCap.objects.filter(role__in=roles, currency=ride.currency).values_list("most_minor", flat=True)
    )
    if not caps:
        return 0
    return left if None in caps else min(left, max(cap for cap in caps if cap is not None))


def _iso(moment) -> str:
    return moment.isoformat().replace("+00:00", "Z")
