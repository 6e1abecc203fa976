"""What happened in dispatch."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JobOpened(Event):
    """A driver is looked for, from now on. `scheduled`: the job waited for its time until now."""

    job_id: str
    zone_id: str
    kind: str = ""
    ref: str = ""
    scheduled: bool = False


@dataclass(frozen=True, kw_only=True)
class JobReopened(Event):
    """An assigned job lost `driver_id` and is matched again, from `epoch` on. `reason`: see RematchReason."""

    job_id: str
    zone_id: str
    kind: str
    ref: str
    driver_id: str
    epoch: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event):
    offer_id: str


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Event):
    """A driver has the job. The epoch grows with each assignment of a job.

    `slot` is `next` when the driver ends another run first. `category` is what the driver serves it as. Assigned
    directly, there is no offer: `offer_id` is empty; `instead_of` is the driver who had the job until now, if any.
    """

    offer_id: str
    job_id: str
    kind: str
    ref: str
    driver_id: str
    epoch: int
    pickup_eta_s: int
    slot: str = "current"
    category: str = ""
    instead_of: str = ""


@dataclass(frozen=True, kw_only=True)
class RunPromoted(Event):
    """The driver's run before this one is over: this one is the current one now."""

    driver_id: str
    kind: str
    ref: str


@dataclass(frozen=True, kw_only=True)
class OfferClosed(Event):
    """An offer ended without a winner. `status`: declined, expired, withdrawn or undelivered."""

    offer_id: str
    zone_id: str
    status: str
    driver_id: str = ""


@dataclass(frozen=True, kw_only=True)
class JobUnserved(Event):
    job_id: str
    kind: str
    ref: str
