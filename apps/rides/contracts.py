"""What leaves rides: frozen dataclasses, never rows."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from apps.fleet.contracts import Colour, VehicleCard
from apps.pricing.contracts import FareBreakdown
from apps.rides.states import DRIVER_REASONS as DRIVER_REASONS  # what a driver's page may offer
from apps.rides.states import EMERGENCY_ANYWHERE as EMERGENCY_ANYWHERE
from apps.rides.states import EMERGENCY_NUMBERS as EMERGENCY_NUMBERS
from apps.rides.states import OF_DRIVERS as OF_DRIVERS  # what a rider may say of a driver
from apps.rides.states import OF_RIDERS as OF_RIDERS  # and a driver of a rider
from apps.rides.states import RIDER_REASONS as RIDER_REASONS
from apps.rides.states import CancelReason as CancelReason  # pages of staff say how a ride moved, and why
from apps.rides.states import PlaceKind as PlaceKind
from apps.rides.states import QuickReply as QuickReply
from apps.rides.states import RatingTag as RatingTag
from apps.rides.states import RideStatus as RideStatus


@dataclass(frozen=True)
class Place:
    """Degrees WGS84; `label` is what the rider typed or picked, perhaps empty."""

    lat: float
    lng: float
    label: str

    def as_dict(self) -> dict:
        return {"lat": self.lat, "lng": self.lng, "label": self.label}


@dataclass(frozen=True)
class Stop:
    """A place on the way. `reached_at` is None while it is to come."""

    lat: float
    lng: float
    label: str
    reached_at: datetime | None

    def as_dict(self) -> dict:
        return {"lat": self.lat, "lng": self.lng, "label": self.label, "reached_at": _iso(self.reached_at)}


@dataclass(frozen=True)
class RiderName:
    id: UUID
    first_name: str

    def as_dict(self) -> dict:
        return {"id": str(self.id), "first_name": self.first_name}


@dataclass(frozen=True)
class Guest:
    """Who rides in place of who ordered. `phone` (E.164) is None for whoever is not to know it."""

    name: str
    phone: str | None

    def as_dict(self) -> dict:
        return {"name": self.name, "phone": self.phone}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The driver's waiting at the pickup: seconds, and minor units of the fare's currency.

    `free_until` is set once the car was seen there. From then on `waited_s` counts until the trip begins; what is
    beyond `free_s` is charged, and `amount_minor` is then the line `waiting` of the fare.
    """

    free_s: int
    per_minute_minor: int
    free_until: datetime | None
    waited_s: int
    charged_s: int
    amount_minor: int

    def as_dict(self) -> dict:
        return {
            "free_s": self.free_s,
            "per_minute_minor": self.per_minute_minor,
            "free_until": _iso(self.free_until),
            "waited_s": self.waited_s,
            "charged_s": self.charged_s,
            "amount_minor": self.amount_minor,
        }


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """What canceling a ride costs its rider at this moment: `fee`, None for nothing, and why (a FeeReason).

    `free_until` is when it begins to cost, `free_from` when it will be free because the driver is late.
    """

    fee: FareBreakdown | None
    reason: str
    free_until: datetime | None = None
    free_from: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RideView:
    """A ride as one of its two people sees it. `pin` is for the rider only, and only until the ride has started.

    `fare` is pricing's FareBreakdown as a dict, and so is `fee`: what is paid in its place, canceled too late. `driver`
    is the DriverCard frozen at acceptance; `net_minor` is for the driver only: what they keep of the fare or the fee.
    `queued`: the driver ends another ride first; `rematched` counts the drivers who gave the ride up. `scheduled_at`:
    when to be picked up, None for now. Metres and seconds.
    """

    id: UUID
    status: str
    category: str
    pickup: Place
    dropoff: Place
    stops: tuple[Stop, ...]
    distance_m: int
    duration_s: int
    fare: dict
    fee: dict | None
    net_minor: int | None
    waiting: Waiting | None
    pin: str | None
    rider: RiderName
    guest: Guest | None
    driver: dict | None
    pickup_eta_s: int | None
    queued: bool
    rematched: int
    cancel_reason: str | None
    scheduled_at: datetime | None
    requested_at: datetime
    accepted_at: datetime | None
    arriving_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None

    def as_dict(self) -> dict:
        """JSON-plain, letter for letter what the REST doors answer. By hand: `asdict` copies the fare and the card
        deeply, for every step of every ride."""
        return {
            "id": str(self.id),
            "status": self.status,
            "category": self.category,
            "pickup": self.pickup.as_dict(),
            "dropoff": self.dropoff.as_dict(),
            "stops": [stop.as_dict() for stop in self.stops],
            "distance_m": self.distance_m,
            "duration_s": self.duration_s,
            "fare": self.fare,
            "fee": self.fee,
            "net_minor": self.net_minor,
            "waiting": self.waiting and self.waiting.as_dict(),
            "pin": self.pin,
            "rider": self.rider.as_dict(),
            "guest": self.guest and self.guest.as_dict(),
            "driver": self.driver,
            "pickup_eta_s": self.pickup_eta_s,
            "queued": self.queued,
            "rematched": self.rematched,
            "cancel_reason": self.cancel_reason,
            "scheduled_at": _iso(self.scheduled_at),
            "requested_at": _iso(self.requested_at),
            "accepted_at": _iso(self.accepted_at),
            "arriving_at": _iso(self.arriving_at),
            "arrived_at": _iso(self.arrived_at),
            "started_at": _iso(self.started_at),
            "completed_at": _iso(self.completed_at),
            "ended_at": _iso(self.ended_at),
        }


@dataclass(frozen=True, kw_only=True)
class PastRide(RideView):
    """A row of somebody's history. `rated`: they gave their stars; `tip_minor`: what the rider promised on top."""

    rated: bool
    tip_minor: int | None


@dataclass(frozen=True, kw_only=True)
class CarSeen:
    """The car behind a code, to who stands at it."""

    first_name: str
    rating: float
    vehicle: VehicleCard | None
    category: str
    expires_at: datetime


@dataclass(frozen=True)
class RideOnMap:
    """An active ride for the operations map. Degrees WGS84. `name`: the pickup's label, else the rider's first name."""

    id: UUID
    status: str
    pickup: tuple[float, float]
    dropoff: tuple[float, float]
    driver: str | None
    name: str
    category: str


@dataclass(frozen=True)
class RideMove:
    """A ride entered `status`; `by` is the name of who did it, empty when the platform did."""

    at: datetime
    status: str
    by: str


@dataclass(frozen=True)
class RideLeft:
    """A driver lost the ride, or gave it up, while it was in `status`; `reason` is a CancelReason."""

    at: datetime
    driver: str
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RideStory:
    """How a ride came to where it stands, for staff. `cancel_reason` is a CancelReason or empty."""

    id: UUID
    zone_id: UUID
    status: str
    category: str
    rider: str
    pickup: Place
    dropoff: Place
    cancel_reason: str
    scheduled_at: datetime | None
    moves: tuple[RideMove, ...]
    left: tuple[RideLeft, ...]


@dataclass(frozen=True)
class ZoneDay:
    """The rides that were requested in a zone since a moment. `active` have not ended; waits are seconds from the
    request until the car was at the pickup, None where none was."""

    requested: int
    completed: int
    canceled: int
    active: int
    wait_p50_s: int | None
    wait_p95_s: int | None


@dataclass(frozen=True)
class SharedVehicle:
    plate: str
    make: str
    model: str
    colour: str

    @property
    def name(self) -> str:
        return f"{self.make} {self.model}"

    @property
    def colour_name(self) -> str:
        return Colour.name_of(self.colour)


@dataclass(frozen=True, kw_only=True)
class SharedTrip:
    """A trip as a stranger with its link may see it: no number, no code, no price, no past.

    `position` (degrees) is the car's while a driver has the ride; `eta_s` the seconds to the pickup, and once the trip
    has started to the next stop or, with none to come, to the destination. Either is null when it is not known.
    """

    status: str
    rider_first_name: str
    driver_first_name: str
    vehicle: SharedVehicle | None
    dropoff: Place
    stops_to_come: int
    position: tuple[float, float] | None
    heading: float | None
    eta_s: int | None


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """A call for help as its caller sees it. `emergency_sms` is empty where nobody reads text messages."""

    id: UUID
    ride_id: UUID
    kind: str
    status: str
    opened_at: datetime
    emergency_number: str
    emergency_sms: str

    def as_dict(self) -> dict:
        """JSON-plain."""
        plain = asdict(self) | {"id": str(self.id), "ride_id": str(self.ride_id)}
        return plain | {"opened_at": _iso(self.opened_at)}


@dataclass(frozen=True, kw_only=True)
class AlertOnMap:
    """An unresolved call for help: degrees WGS84, of the car now where it is known, else of the call."""

    id: UUID
    ride_id: UUID
    kind: str
    status: str
    side: str
    person: str
    driver: str | None
    zone_id: UUID
    lat: float
    lng: float
    opened_at: datetime


@dataclass(frozen=True)
class LegalEntity:
    name: str
    registration_number: str
    tax_number: str
    address: str


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """A receipt as its rider reads it, of a trip or, with `started_at` and `completed_at` None, of a fee.

    `pdf` is pending, ready or failed. `tip` is what the rider promised on top (amount_minor, currency, amount),
    `credit` what our team promised back of the fare; nothing of either is posted yet.
    """

    number: str
    ride_id: UUID
    issued_at: datetime
    legal_entity: LegalEntity
    time_zone: str
    category: str
    pickup: Place
    dropoff: Place
    stops: tuple[Stop, ...]
    distance_m: int
    duration_s: int
    driver: dict | None
    started_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime
    fare: dict
    pdf: str
    tip: dict | None = None
    guest: str = ""
    credit: dict | None = None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
