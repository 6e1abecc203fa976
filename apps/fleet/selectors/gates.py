"""What keeps a driver from going online: facts for the table in `algorithms.gates`, and its answers in words."""

import zoneinfo
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.fleet.algorithms import gates
from apps.fleet.contracts import GateReason
from apps.fleet.models import Driver, DriverDocument, Vehicle
from apps.fleet.selectors.drivers import driver_of
from apps.fleet.selectors.rules import category_rule, required
from apps.fleet.states import DocumentKind, DocumentReason, DocumentStatus, GateCode
from apps.kernel import clock


def go_online_refusals(driver_id: UUID) -> list[GateReason]:
    """Every reason why the driver cannot go online, in the active language; none when they can. Raises NotADriver."""
    return refusals_of(driver_of(driver_id))


def refusals_of(driver: Driver) -> list[GateReason]:
    vehicle = driver.vehicles.filter(active=True).first()
    return [_in_words(refusal) for refusal in gates.refusals(_facts(driver, vehicle))]


def missing_papers(driver: Driver, vehicle: Vehicle) -> list[GateReason]:
    """The documents that still stand between `driver` and work with `vehicle`, in the active language."""
    refusals = gates.refusals(_facts(driver, vehicle))
    return [_in_words(refusal) for refusal in refusals if refusal.kind or refusal.code == GateCode.CATEGORY]


def today(driver: Driver) -> date:
    """The day it is in the driver's market."""
    return clock.now().astimezone(zoneinfo.ZoneInfo(driver.market.time_zone)).date()


def _facts(driver: Driver, vehicle: Vehicle | None) -> gates.Facts:
    return gates.Facts(
        standing=driver.standing,
        car=gates.Car(vehicle.plate, vehicle.category, vehicle.seats, vehicle.year) if vehicle else None,
        rule=category_rule(driver.market_id, vehicle.category) if vehicle else None,
        required=required(driver.market_id),
        papers=_papers(driver, vehicle),
        today=today(driver),
    )


def _papers(driver: Driver, vehicle: Vehicle | None) -> tuple[gates.Paper, ...]:
    of_these = Q(vehicle__isnull=True) | Q(vehicle=vehicle) if vehicle else Q(vehicle__isnull=True)
    rows = DriverDocument.objects.filter(of_these, driver=driver).exclude(status=DocumentStatus.REPLACED)
    return tuple(
        gates.Paper(row.kind, row.status, row.expires_on, (row.decided_at or row.submitted_at).date(), row.reason)
        for row in rows.order_by("id")
    )


def _in_words(refusal: gates.Refusal) -> GateReason:
    return GateReason(
        code=refusal.code,
        title=str(GateCode(refusal.code).label),
        detail=_detail(refusal),
        kind=refusal.kind,
        vehicle=refusal.vehicle,
        since=refusal.since,
    )


def _detail(refusal: gates.Refusal) -> str:
    if not refusal.kind:
        return refusal.vehicle
    name = str(DocumentKind(refusal.kind).label)
    about = f"{name} · {refusal.vehicle}" if refusal.vehicle else name
    return _SAID[refusal.code](about, refusal)


def _expired(about: str, refusal: gates.Refusal) -> str:
    return _("%(document)s: expired on %(date)s.") % {"document": about, "date": _day(refusal.since)}


def _in_review(about: str, refusal: gates.Refusal) -> str:
    return _("%(document)s: handed in on %(date)s.") % {"document": about, "date": _day(refusal.since)}


def _rejected(about: str, refusal: gates.Refusal) -> str:
    reason = DocumentReason(refusal.reason or DocumentReason.OTHER).label
    return _("%(document)s: %(reason)s") % {"document": about, "reason": reason}


def _missing(about: str, refusal: gates.Refusal) -> str:
    return about


_SAID: dict[str, Callable[[str, gates.Refusal], str]] = {
    GateCode.EXPIRED: _expired,
    GateCode.IN_REVIEW: _in_review,
    GateCode.REJECTED: _rejected,
    GateCode.MISSING: _missing,
}


def _day(day: date | None) -> str:
    return date_format(day) if day else "–"
