"""Rides for staff."""

from apps.rides import staff as staff  # its pages are registered with these
from apps.rides.admin.care import (
    AdjustmentCapAdmin,
    FareAdjustmentAdmin,
    LostItemAdmin,
    StandingPolicyAdmin,
    SupportCaseAdmin,
)
from apps.rides.admin.receipts import ReceiptAdmin
from apps.rides.admin.rides import RideAdmin

__all__ = [
    "AdjustmentCapAdmin",
    "FareAdjustmentAdmin",
    "LostItemAdmin",
    "ReceiptAdmin",
    "RideAdmin",
    "StandingPolicyAdmin",
    "SupportCaseAdmin",
]
