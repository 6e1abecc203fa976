"""What crosses geo's border: points, zones, estimates, vehicle categories."""

import math
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    STANDARD = "standard", _("Standard")
    COMFORT = "comfort", _("Comfort")
    VAN = "van", _("Van")


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS84. Raises ValueError outside -90…90 and -180…180 (NaN included)."""

    lat: float
    lng: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueError(f"latitude out of range: {self.lat!r}")
        if not (math.isfinite(self.lng) and -180 <= self.lng <= 180):
            raise ValueError(f"longitude out of range: {self.lng!r}")

    def as_dict(self) -> dict[str, float]:
        return {"lat": self.lat, "lng": self.lng}


@dataclass(frozen=True)
class ZoneInfo:
    """A served zone. `bounds` is (west, south, east, north) in degrees; `polygon` a GeoJSON geometry, [lng, lat].

    `market` is the market's code (DZ, MA, TN, FR). `detour` is road metres a great-circle metre; `speeds_kmh` the mean
    speed of the 24 hours of the zone's local day.
    """

    id: UUID
    slug: str
    names: dict[str, str] = field(compare=False)
    market: str
    currency: str
    time_zone: str
    centre: Point
    bounds: tuple[float, float, float, float]
    polygon: dict = field(compare=False, repr=False)
    detour: float
    speeds_kmh: tuple[float, ...] = field(repr=False)
    demonstration: bool = False

    @property
    def name(self) -> str:
        """In the active language; French where it has no name of its own."""
        return self.names.get((get_language() or "fr")[:2]) or self.names["fr"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Road metres and seconds; `source` names who answered ("built_in": an estimate, not a route)."""

    distance_m: int
    duration_s: int
    source: str = "built_in"
