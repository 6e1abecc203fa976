"""What goes over the wire: what people ask, and what they are answered."""

from apps.rides.api.serializers.asked import DriverCancel, RiderCancel, RideRequest, RideStart
from apps.rides.api.serializers.receipts import ReceiptOut
from apps.rides.api.serializers.rides import CancellationOut, CurrentRide, RideOut, RidePlace

__all__ = [
    "CancellationOut",
    "CurrentRide",
    "DriverCancel",
    "ReceiptOut",
    "RideOut",
    "RidePlace",
    "RideRequest",
    "RideStart",
    "RiderCancel",
]
