"""Use cases of rides. Everything else in this package is private."""

from apps.rides.services.assign import assign, mark_unserved, promote
from apps.rides.services.cancel import FeeChanged, cancel_by_operations, cancel_by_rider, preview_cancellation
from apps.rides.services.drive import OtherRideFirst, PinLocked, WrongPin, arrive, complete, en_route, start, unlock_pin
from apps.rides.services.give_up import TooEarly, cancel_by_driver
from apps.rides.services.learning import learn
from apps.rides.services.receipts import render_again, render_due, render_receipt
from apps.rides.services.rematch import lose_driver
from apps.rides.services.request import QuoteUsed, RideActive, request_ride

__all__ = [
    "FeeChanged",
    "OtherRideFirst",
    "PinLocked",
    "QuoteUsed",
    "RideActive",
    "TooEarly",
    "WrongPin",
    "arrive",
    "assign",
    "cancel_by_driver",
    "cancel_by_operations",
    "cancel_by_rider",
    "complete",
    "en_route",
    "learn",
    "lose_driver",
    "mark_unserved",
    "preview_cancellation",
    "promote",
    "render_again",
    "render_due",
    "render_receipt",
    "request_ride",
    "start",
    "unlock_pin",
]
