"""What happened to rides. Ids only; whoever needs more asks the selectors."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RideRequested(Event):
    ride_id: str


@dataclass(frozen=True, kw_only=True)
class RideAssigned(Event):
    ride_id: str
    driver_id: str


@dataclass(frozen=True, kw_only=True)
class RideCompleted(Event):
    ride_id: str
    driver_id: str
    receipt_id: str


@dataclass(frozen=True, kw_only=True)
class RideCanceled(Event):
    """`status` says who ended it: rider_canceled, driver_canceled or failed (operations). `receipt_id` is the fee's."""

    ride_id: str
    driver_id: str | None
    status: str
    reason: str
    fee_minor: int = 0
    receipt_id: str = ""


@dataclass(frozen=True, kw_only=True)
class RideRematched(Event):
    """`driver_id` has the ride no more; it is searching again."""

    ride_id: str
    driver_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RidePlacesChanged(Event):
    """The rider chose another pickup, drop-off or other stops, at a new price."""

    ride_id: str


@dataclass(frozen=True, kw_only=True)
class RideUnserved(Event):
    ride_id: str


@dataclass(frozen=True, kw_only=True)
class SafetyAlertOpened(Event):
    alert_id: str
    ride_id: str


@dataclass(frozen=True, kw_only=True)
class ReceiptChanged(Event):
    """A tip or a credit is on it now; the PDF is to be rendered anew."""

    receipt_id: str
