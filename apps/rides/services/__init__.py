"""Use cases of rides. Everything else in this package is private."""

from apps.rides.services.arrivals import see_arrivals
from apps.rides.services.assign import assign, mark_unserved, promote
from apps.rides.services.begin import begin
from apps.rides.services.cancel import (
    FeeChanged,
    cancel_by_operations,
    cancel_by_rider,
    cancel_requests_of,
    preview_cancellation,
)
from apps.rides.services.cases import load_caps
from apps.rides.services.change import ChangeQuote, DrivenFurther, PickupFixed, PickupTooFar, change, quote_change
from apps.rides.services.drive import OtherRideFirst, PinLocked, WrongPin, arrive, complete, en_route, start, unlock_pin
from apps.rides.services.give_up import TooEarly, cancel_by_driver
from apps.rides.services.learning import learn
from apps.rides.services.receipt_pdf import to_page as receipt_page
from apps.rides.services.receipts import render_again, render_due, render_receipt
from apps.rides.services.rematch import lose_driver
from apps.rides.services.request import Labels, QuoteUsed, RideActive, request_ride
from apps.rides.services.reservations import ReservationsOverlap, TooManyReservations, remind_due
from apps.rides.services.review import mark_reviewed, review_completion
from apps.rides.services.standing import watch_standing_cars
from apps.rides.services.stops import StopOutOfOrder, reach_stop

__all__ = [
    "ChangeQuote",
    "DrivenFurther",
    "FeeChanged",
    "Labels",
    "OtherRideFirst",
    "PickupFixed",
    "PickupTooFar",
    "PinLocked",
    "QuoteUsed",
    "ReservationsOverlap",
    "RideActive",
    "StopOutOfOrder",
    "TooEarly",
    "TooManyReservations",
    "WrongPin",
    "arrive",
    "assign",
    "begin",
    "cancel_by_driver",
    "cancel_by_operations",
    "cancel_by_rider",
    "cancel_requests_of",
    "change",
    "complete",
    "en_route",
    "learn",
    "load_caps",
    "lose_driver",
    "mark_reviewed",
    "mark_unserved",
    "preview_cancellation",
    "promote",
    "quote_change",
    "reach_stop",
    "receipt_page",
    "remind_due",
    "render_again",
    "render_due",
    "render_receipt",
    "request_ride",
    "review_completion",
    "see_arrivals",
    "start",
    "unlock_pin",
    "watch_standing_cars",
]
