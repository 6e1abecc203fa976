"""One fare breakdown from quote to receipt (rule 4), and the quote that promises it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import Point
from apps.kernel.money import Money

LINE_LABELS = {
    "base": _("Base fare"),
    "booking_fee": _("Booking fee"),
    "distance": _("Distance"),
    "time": _("Trip time"),
    "minimum": _("Top-up to the minimum fare"),
    "rounding": _("Rounding"),
}


@dataclass(frozen=True, slots=True)
class FareLine:
    """`amount_minor` is `quantity` × `rate_minor` to the nearest minor unit. `unit` is trip, km or min."""

    code: str
    quantity: Decimal
    unit: str
    rate_minor: int
    amount_minor: int

    def as_dict(self) -> dict:
        return {
            "code": self.code,
            "quantity": str(self.quantity),
            "unit": self.unit,
            "rate_minor": self.rate_minor,
            "amount_minor": self.amount_minor,
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
        return {**line.as_dict(), "label": label, "amount": self._major(line.amount_minor)}

    def _major(self, minor: int) -> str:
        return str(Money(minor, self.currency).amount)


@dataclass(frozen=True, slots=True)
class Quote:
    """A price promised to one rider until `expires_at` (city time)."""

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
        }

    @classmethod
    def from_dict(cls, fields: dict) -> "Quote":
        return cls(
            id=UUID(fields["id"]),
            rider_id=UUID(fields["rider_id"]),
            zone_id=UUID(fields["zone_id"]),
            category=fields["category"],
            pickup=Point(**fields["pickup"]),
            dropoff=Point(**fields["dropoff"]),
            distance_m=fields["distance_m"],
            duration_s=fields["duration_s"],
            eta_source=fields["eta_source"],
            breakdown=FareBreakdown.from_dict(fields["breakdown"]),
            expires_at=datetime.fromisoformat(fields["expires_at"]),
        )
