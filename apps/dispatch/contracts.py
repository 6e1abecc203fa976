"""What dispatch tells other apps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

FREE, OFFERED, ON_TRIP = 0, 1, 2


@dataclass(frozen=True)
class JobPin:
    """A job that waits for a driver, for a map."""

    job_id: UUID
    kind: str
    ref: UUID
    lat: float
    lng: float
    status: str
    opened_at: datetime
