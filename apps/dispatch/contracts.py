"""What dispatch tells other apps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.dispatch.states import Gate as Gate  # pages of staff say why drivers were kept out
from apps.dispatch.states import JobStatus as JobStatus
from apps.dispatch.states import OfferStatus as OfferStatus

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
