"""What is paid for a ride, and what the driver keeps of it."""

from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.contracts import DriverNet, FareBreakdown
from apps.rides.models import Ride
from apps.rides.states import FINAL, RideStatus


def paid_for(ride: Ride) -> FareBreakdown | None:
    """The fare, or the fee in its place; None for a ride that ended with nothing to pay."""
    if ride.fee is None and ride.status in FINAL and ride.status != RideStatus.COMPLETED:
        return None
    return FareBreakdown.from_dict(ride.fee or ride.breakdown)


def net_of(ride: Ride) -> DriverNet | None:
    """What the driver keeps of that, without tips, by the commission at the ride's end."""
    paid = paid_for(ride)
    return pricing.driver_net(paid, zone_id=ride.zone_id, at=ride.ended_at or clock.now()) if paid else None
