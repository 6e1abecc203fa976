"""What goes over the wire: what people ask, and what they are answered."""

from apps.rides.api.serializers.asked import DriverCancel, RiderCancel, RideRequest, RideStart
from apps.rides.api.serializers.receipts import ReceiptOut
from apps.rides.api.serializers.rides import CancellationCost, CurrentRide, RideOut, RidePlace

__all__ = [
    "CancellationCost",
    "CurrentRide",
    "DriverCancel",
    "ReceiptOut",
    "RideOut",
    "RidePlace",
    "RideRequest",
    "RideStart",
    "RiderCancel",
]
