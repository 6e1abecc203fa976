"""What happened in the fleet."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ShiftStarted(Event):
    driver_id: str
    shift_id: str


@dataclass(frozen=True, kw_only=True)
class ShiftEnded(Event):
    driver_id: str
    shift_id: str


@dataclass(frozen=True, kw_only=True)
class DriverSuspended(Event):
    driver_id: str


@dataclass(frozen=True, kw_only=True)
class DriverReinstated(Event):
    driver_id: str


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    appeal_id: str
    driver_id: str
    granted: bool


@dataclass(frozen=True, kw_only=True)
class PairBlocked(Event):
    """These two are not to be matched any more."""

    rider_id: str
    driver_id: str


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Event):
    application_id: str
    person_id: str
    approved: bool


@dataclass(frozen=True, kw_only=True)
class DocumentDecided(Event):
    """A document was verified, or not accepted. `driver_id` may be an applicant's."""

    document_id: str
    driver_id: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class DocumentExpiring(Event):
    """A verified document expires in at most `days` days."""

    document_id: str
    driver_id: str
    days: int


@dataclass(frozen=True, kw_only=True)
class DocumentExpired(Event):
    document_id: str
    driver_id: str


@dataclass(frozen=True, kw_only=True)
class IncentiveEarned(Event):
    """A driver has earned `amount_minor` of `currency` by an incentive; `progress_id` names it once."""

    progress_id: str
    driver_id: str
    amount_minor: int
    currency: str
