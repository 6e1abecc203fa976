"""What crosses geo's border: points, zones, estimates, vehicle categories."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    STANDARD = "standard", _("Standard")
    COMFORT = "comfort", _("Comfort")
    VAN = "van", _("Van")


class EtaSource(TextChoices):
    """Who estimated a distance and a time. The first two know no roads: people are told that it is an estimate."""

    BUILTIN = "builtin", _("Estimate from distance and hour")
    LEARNED = "learned", _("Estimate from earlier trips")
    VALHALLA = "valhalla", _("Route")
    OSRM = "osrm", _("Route")


class PauseReason(TextChoices):
    """Why a service is paused, in words that people may read."""

    WEATHER = "weather", _("Bad weather")
    SAFETY = "safety", _("Safety")
    EVENT = "event", _("Roads closed for an event")
    AUTHORITIES = "authorities", _("Order of the authorities")
    TECHNICAL = "technical", _("Technical work")
    OTHER = "other", _("Temporarily unavailable")


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
class MarketInfo:
    """A country we serve. `code` is ISO 3166, `currency` ISO 4217, `time_zone` an IANA name."""

    id: UUID
    code: str
    currency: str
    time_zone: str


@dataclass(frozen=True)
class ZoneInfo:
    """A served zone. `bounds` is (west, south, east, north) in degrees; `polygon` a GeoJSON geometry, [lng, lat].

    `market` is the market's code (DZ, MA, TN, FR). `detour` is road metres a great-circle metre; `speeds_kmh` the mean
    speed of the 24 hours of the zone's local day, before anything is learned. `weekend` holds ISO weekdays (Monday: 1).
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
    weekend: frozenset[int] = frozenset({6, 7})

    @property
    def name(self) -> str:
        """In the active language; French where it has no name of its own."""
        return self.names.get((get_language() or "fr")[:2]) or self.names["fr"]


@dataclass(frozen=True)
class PauseInfo:
    """A pause of one category of a zone, or of all of them (`category` empty), until `ends_at` or further notice."""

    id: UUID
    zone_id: UUID
    category: str
    reason_code: str
    starts_at: datetime
    ends_at: datetime | None

    @property
    def categories(self) -> frozenset[str]:
        return frozenset([self.category] if self.category else Category.values)

    def in_force(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def overlaps(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        """Whether it is in force at any moment from `starts_at` until just before `ends_at` (None: for ever)."""
        begins_before = ends_at is None or self.starts_at < ends_at
        return begins_before and (self.ends_at is None or starts_at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Road metres and seconds; `source` is an EtaSource. `geometry`, if asked for, is the way as (latitude, longitude):
    along the roads from an engine, else straight from stop to stop.
    """

    distance_m: int
    duration_s: int
    source: str = EtaSource.BUILTIN.value
    geometry: tuple[tuple[float, float], ...] = ()
