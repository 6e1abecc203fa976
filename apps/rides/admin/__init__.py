"""Rides for staff."""

from apps.rides.admin.care import FareAdjustmentAdmin, LostItemAdmin, SupportCaseAdmin
from apps.rides.admin.receipts import ReceiptAdmin
from apps.rides.admin.rides import RideAdmin
from apps.rides.admin.rules import AdjustmentCapAdmin, StandingPolicyAdmin
from apps.rides.admin.safety import SafetyAlertAdmin

__all__ = [
    "AdjustmentCapAdmin",
    "FareAdjustmentAdmin",
    "LostItemAdmin",
    "ReceiptAdmin",
    "RideAdmin",
    "SafetyAlertAdmin",
    "StandingPolicyAdmin",
    "SupportCaseAdmin",
]
