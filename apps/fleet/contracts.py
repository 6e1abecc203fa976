"""What the fleet tells other apps."""

from dataclasses import asdict, dataclass
from typing import NamedTuple
from uuid import UUID


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
    """A driver with an open shift, as matching looks at it."""

    driver_id: UUID
    may_work: bool
    category: str
    seats: int
    occupied: bool


class DriverPosition(NamedTuple):
    """Where a driver was: degrees, heading in degrees clockwise from north (-1 unknown), `at` in Unix city seconds."""

    driver_id: UUID
    lat: float
    lng: float
    heading: float
    at: float
