"""One fare breakdown from quote to receipt (rule 4), the quote that promises it, and the terms it comes with."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import Point
from apps.kernel.money import DIGITS, Money

LINE_LABELS = {
    "base": _("Base fare"),
    "booking_fee": _("Booking fee"),
    "distance": _("Distance"),
    "time": _("Trip time"),
    "stops": _("Stops on the way"),
    "night": _("Night"),
    "holiday": _("Public holiday"),
    "surge": _("High demand"),
    "minimum": _("Top-up to the minimum fare"),
    "waiting": _("Waiting time"),
    "rounding": _("Rounding"),
    "promo": _("Promotion"),
    "cancellation": _("Cancellation fee"),
    "no_show": _("No-show fee"),
}
MOST_STOPS = 3
_QUANTITIES: dict[str, Any] = {
    "km": _("%(number)s km"),
    "min": _("%(number)s min"),
    "stop": "%(number)s",
    "times": "%(number)s %%",
}
LINE_UNITS = ["trip", "km", "min", "stop", "times"]


@dataclass(frozen=True, slots=True)
class FareLine:
    """`amount_minor` is `quantity` × `rate_minor` to the nearest minor unit. `unit` is one of LINE_UNITS.

    With the unit "times" the rate is a sum of lines above and the quantity a share of it (0.25: a quarter more).
    `policy_version_id` is the row that set the rate: a tariff, a surge setting, a promotion, a cancellation policy.
    """

    code: str
    quantity: Decimal
    unit: str
    rate_minor: int
    amount_minor: int
    policy_version_id: str = ""

    @classmethod
    def fixed(cls, code: str, amount_minor: int, policy_version_id: str) -> "FareLine":
        """An amount that nothing was multiplied for."""
        return cls(code, Decimal(1), "trip", amount_minor, amount_minor, policy_version_id)

    def as_dict(self) -> dict:
        return {
            "code": self.code,
            "quantity": str(self.quantity),
            "unit": self.unit,
            "rate_minor": self.rate_minor,
            "amount_minor": self.amount_minor,
            "policy_version_id": self.policy_version_id,
        }

    @classmethod
    def from_dict(cls, fields: dict) -> "FareLine":
        return cls(**{**fields, "quantity": Decimal(fields["quantity"])})


@dataclass(frozen=True, slots=True)
class FareBreakdown:
    """The lines sum to `total_minor`, exactly. `tariff_version_id` is the version of the policy that made it."""

    currency: str
    lines: tuple[FareLine, ...]
    total_minor: int
    tariff_version_id: str
    surge: str = "1.00"

    def line(self, code: str) -> FareLine | None:
        return next((line for line in self.lines if line.code == code), None)

    def with_lines(self, lines: tuple[FareLine, ...]) -> "FareBreakdown":
        """The same policies with other lines, and their sum."""
        return replace(self, lines=lines, total_minor=sum(line.amount_minor for line in lines))

    def as_dict(self) -> dict:
        """JSON-plain, for storing; `from_dict` gives an equal object back."""
        return {
            "currency": self.currency,
            "lines": [line.as_dict() for line in self.lines],
            "total_minor": self.total_minor,
            "tariff_version_id": self.tariff_version_id,
            "surge": self.surge,
        }

    @classmethod
    def from_dict(cls, fields: dict) -> "FareBreakdown":
        return cls(**{**fields, "lines": tuple(FareLine.from_dict(line) for line in fields["lines"])})

    def describe(self) -> dict:
        """`as_dict` for people: labels in the active language, amounts in major units as strings ("412.50") too."""
        return {**self.as_dict(), "total": self._major(self.total_minor), "lines": [*map(self._describe, self.lines)]}

    def _describe(self, line: FareLine) -> dict:
        label = str(LINE_LABELS.get(line.code, line.code))
        detail = _detail(line, self.currency)
        return {**line.as_dict(), "label": label, "detail": detail, "amount": self._major(line.amount_minor)}

    def _major(self, minor: int) -> str:
        return str(Money(minor, self.currency).amount)


def _detail(line: FareLine, currency: str) -> str:
    """How the amount came about, in the active language: "8.4 km × 35.00", "20 % × 445.98"; "" where it is plain."""
    if line.unit not in _QUANTITIES:
        return ""
    share = line.quantity * 100 if line.unit == "times" else line.quantity
    number = number_format(share.normalize(), force_grouping=True)
    rate = number_format(Money(line.rate_minor, currency).amount, DIGITS[currency], force_grouping=True)
    return f"{_QUANTITIES[line.unit] % {'number': number}} × {rate}"


@dataclass(frozen=True, slots=True)
class Quote:
    """A price promised to one rider until `expires_at` (city time).

    `kind` is "ride", or "change" for new places of the ride `ride_ref`. `scheduled_at` is when the rider wants to be
    picked up, None for now. `promo_minor` is what `promo_code` takes off. `policy_version_id` is the cancellation
    policy ("" for none). `pickup_eta_s` is None when no car is known to be near.
    """

    id: UUID
    rider_id: UUID
    zone_id: UUID
    category: str
    pickup: Point
    dropoff: Point
    distance_m: int
    duration_s: int
    eta_source: str
    breakdown: FareBreakdown
    expires_at: datetime
    stops: tuple[Point, ...] = ()
    scheduled_at: datetime | None = None
    promo_code: str = ""
    policy_version_id: str = ""
    kind: str = "ride"
    ride_ref: UUID | None = None
    pickup_eta_s: int | None = None

    @property
    def surge(self) -> str:
        return self.breakdown.surge

    @property
    def promo_minor(self) -> int:
        line = self.breakdown.line("promo")
        return -line.amount_minor if line else 0

    def as_dict(self) -> dict:
        """JSON-plain; `from_dict` gives an equal object back."""
        return {
            "id": str(self.id),
            "rider_id": str(self.rider_id),
            "zone_id": str(self.zone_id),
            "category": self.category,
            "pickup": self.pickup.as_dict(),
            "dropoff": self.dropoff.as_dict(),
            "distance_m": self.distance_m,
            "duration_s": self.duration_s,
            "eta_source": self.eta_source,
            "breakdown": self.breakdown.as_dict(),
            "expires_at": self.expires_at.isoformat(),
            "stops": [stop.as_dict() for stop in self.stops],
            "scheduled_at": self.scheduled_at.isoformat() if self.scheduled_at else None,
            "promo_code": self.promo_code,
            "policy_version_id": self.policy_version_id,
            "kind": self.kind,
            "ride_ref": str(self.ride_ref) if self.ride_ref else None,
            "pickup_eta_s": self.pickup_eta_s,
        }

    @classmethod
    def from_dict(cls, fields: dict) -> "Quote":
        """Also of what an older release signed: what it did not know is as it was then."""
        known = {
            "id": UUID(fields["id"]),
            "rider_id": UUID(fields["rider_id"]),
            "zone_id": UUID(fields["zone_id"]),
            "pickup": Point(**fields["pickup"]),
            "dropoff": Point(**fields["dropoff"]),
            "breakdown": FareBreakdown.from_dict(fields["breakdown"]),
            "expires_at": datetime.fromisoformat(fields["expires_at"]),
            "stops": tuple(Point(**stop) for stop in fields.get("stops", ())),
            "scheduled_at": datetime.fromisoformat(at) if (at := fields.get("scheduled_at")) else None,
            "ride_ref": UUID(ref) if (ref := fields.get("ride_ref")) else None,
        }
        return cls(**{**fields, **known})


@dataclass(frozen=True, slots=True)
class WaitingTerms:
    """Waiting up to `free_s` seconds costs nothing, each minute more `per_minute_minor`."""

    free_s: int
    per_minute_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """What a cancellation costs, in seconds and minor units. Free until `grace_s` after a driver accepted, and free
    when the driver is more than `late_s` late. After `no_show_wait_s` at the pickup a rider who did not come owes
    `no_show_fee_minor`."""

    policy_version_id: str
    currency: str
    grace_s: int
    late_s: int
    no_show_wait_s: int
    fee_minor: int
    no_show_fee_minor: int


@dataclass(frozen=True, slots=True)
class CancellationFacts:
    """What had happened when a ride was given up. `by` is "rider", "driver" or "no_show".

    `promised_pickup_at` is when the rider was told the driver would be there.
    """

    status: str
    now: datetime
    by: str = "rider"
    accepted_at: datetime | None = None
    arrived_at: datetime | None = None
    promised_pickup_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DriverNet:
    """What a driver keeps of a fare: `gross_minor` (the fare before any promotion, which the platform pays) less the
    booking fee and the commission."""

    currency: str
    gross_minor: int
    booking_fee_minor: int
    commission_minor: int
    net_minor: int
    policy_version_id: str
