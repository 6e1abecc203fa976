"""What happened in dispatch."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JobOpened(Event):
    job_id: str
    zone_id: str


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event):
    offer_id: str


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Event):
    offer_id: str
    job_id: str
    kind: str
    ref: str
    driver_id: str
    epoch: int
    pickup_eta_s: int


@dataclass(frozen=True, kw_only=True)
class OfferClosed(Event):
    """An offer ended without a winner. `status`: declined, expired, withdrawn or undelivered."""

    offer_id: str
    zone_id: str
    status: str


@dataclass(frozen=True, kw_only=True)
class JobUnserved(Event):
    job_id: str
    kind: str
    ref: str
