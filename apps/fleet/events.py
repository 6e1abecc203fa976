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
class PairBlocked(Event):
    """These two are not to be matched any more."""

    rider_id: str
    driver_id: str
