"""What the fleet tells other apps."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from apps.fleet.states import ALSO_SERVES as ALSO_SERVES  # what a driver's page may offer
from apps.fleet.states import TURN_LOST as TURN_LOST  # and say of a turn that is over
from apps.fleet.states import Colour as Colour
from apps.geo.contracts import Point


@dataclass(frozen=True)
class VehicleCard:
    plate: str
    make: str
    model: str
    colour: str
    category: str


@dataclass(frozen=True)
class DriverCard:
    """What a rider may know of a driver. `driver_id` equals `person_id`."""

    driver_id: UUID
    person_id: UUID
    full_name: str
    rating: float
    phone_masked: str
    vehicle: VehicleCard | None

    def as_dict(self) -> dict:
        """JSON-plain, for documents and events."""
        return asdict(self) | {"driver_id": str(self.driver_id), "person_id": str(self.person_id)}


@dataclass(frozen=True)
class DriverOnDuty:
    """A driver with an open shift, as matching looks at it.

    `serves` are the categories the driver takes now, the vehicle's own among them. `home` (lat, lng) is set while
    go-home mode is on. `last_trip`: no further offers, the shift ends with the current run.
    """

    driver_id: UUID
    may_work: bool
    category: str
    seats: int
    occupied: bool
    serves: frozenset[str] = frozenset()
    home: tuple[float, float] | None = None
    last_trip: bool = False


@dataclass(frozen=True)
class GateReason:
    """One reason why a driver cannot go online, in the active language.

    `code` is stable. Of a document: its `kind`, the `vehicle` (plate) it belongs to, and `since` when it stands in the
    way.
    """

    code: str
    title: str
    detail: str = ""
    kind: str = ""
    vehicle: str = ""
    since: date | None = None

    def as_dict(self) -> dict:
        """JSON-plain, without what is not said."""
        said = {name: value for name, value in asdict(self).items() if value}
        return said | {"since": self.since.isoformat()} if self.since else said


class ShiftSpan(NamedTuple):
    """When a driver was online, with a vehicle of which category; `ended_at` None: still."""

    driver_id: UUID
    category: str
    started_at: datetime
    ended_at: datetime | None


class DriverPosition(NamedTuple):
    """Where a driver was: degrees, heading in degrees clockwise from north (-1 unknown), `at` in Unix city seconds."""

    driver_id: UUID
    lat: float
    lng: float
    heading: float
    at: float


class BoundFor(NamedTuple):
    """Where a driver goes for the followers of `topic`: degrees; `zone_id` says whose speeds tell when."""

    topic: str
    lat: float
    lng: float
    zone_id: str

    def packed(self) -> str:
        return f"{self.topic} {self.lat} {self.lng} {self.zone_id}"

    @classmethod
    def read(cls, packed: str) -> "BoundFor":
        topic, lat, lng, zone_id = packed.split()
        return cls(topic, float(lat), float(lng), zone_id)


@dataclass(frozen=True, kw_only=True)
class DocumentSlot:
    """A document that is asked of a driver, or of one of their vehicles, and what became of it.

    `status`: missing, submitted, verified, rejected or expired. `waiting_id`: a newer one that still is to be checked.
    """

    kind: str
    title: str
    needs_expiry: bool
    vehicle_id: UUID | None
    plate: str
    status: str
    document_id: UUID | None
    number: str
    expires_on: date | None
    reason: str
    note: str
    waiting_id: UUID | None


@dataclass(frozen=True)
class PairedDriver:
    """A driver whom a rider prefers or blocked."""

    driver_id: UUID
    full_name: str
    rating: float
    vehicle: VehicleCard | None
    since: datetime
    reason: str


@dataclass(frozen=True)
class PairedRider:
    """A rider whom a driver blocked."""

    rider_id: UUID
    first_name: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class HomeMode:
    """Go-home mode: whether it is on, where to, and how often it may be switched on today."""

    on: bool
    place: Point | None
    uses_a_day: int
    uses_left: int


@dataclass(frozen=True)
class HotspotView:
    """A place where drivers are wanted until `ends_at`; `note` in the active language."""

    id: UUID
    centre: Point
    radius_m: int
    note: str
    source: str
    ends_at: datetime


@dataclass(frozen=True)
class QueueStanding:
    """A driver's turn at a marked place. `position` 1 is next; None while the driver is not seen there, or not free.

    With more `declines` than allowed the turn is lost; a driver who is not seen keeps it until `kept_until`.
    """

    place_id: UUID
    name: str
    position: int | None
    waiting: int
    joined_at: datetime
    declines: int
    declines_allowed: int
    kept_until: datetime


@dataclass(frozen=True, kw_only=True)
class IncentiveView:
    """A promise to a driver, and how far they are in its window. Amounts in minor units of `currency`.

    `amount` is a quest's, or what a guarantee gives an hour. `guaranteed_minor` is what the hours so far guarantee.
    """

    code: str
    version: int
    kind: str
    name: str
    period: str
    window_start: datetime
    window_end: datetime
    trips_needed: int
    amount: int
    currency: str
    trips: int
    fare_minor: int
    online_s: int
    guaranteed_minor: int
    status: str
    earned_minor: int
