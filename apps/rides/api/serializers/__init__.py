"""What goes over the wire: what people ask, and what they are answered."""

from apps.rides.api.serializers.asked import (
    DriverCancel,
    RideChange,
    RideChangeQuote,
    RiderCancel,
    RideRequest,
    RideStart,
    StopReached,
)
from apps.rides.api.serializers.receipts import ReceiptOut
from apps.rides.api.serializers.rides import (
    CancellationCost,
    ChangeQuoteOut,
    CurrentRide,
    PastRideOut,
    ReservedRides,
    RideOut,
    RidePlace,
)

__all__ = [
    "CancellationCost",
    "ChangeQuoteOut",
    "CurrentRide",
    "DriverCancel",
    "PastRideOut",
    "ReceiptOut",
    "ReservedRides",
    "RideChange",
    "RideChangeQuote",
    "RideOut",
    "RidePlace",
    "RideRequest",
    "RideStart",
    "RiderCancel",
    "StopReached",
]
