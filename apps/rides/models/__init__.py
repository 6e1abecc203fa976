"""Rows of rides: one file for each thing, all of them known here."""

from apps.rides.models.chat import ChatMessage
from apps.rides.models.history import FormerDriver, RideChange, RideTransition
from apps.rides.models.places import SavedPlace
from apps.rides.models.ratings import RideRating, RiderStanding, Tip
from apps.rides.models.receipt import Receipt, ReceiptCounter
from apps.rides.models.ride import PIN_TRIES, Ride, RideQuerySet
from apps.rides.models.safety import SafetyAlert
from apps.rides.models.sharing import ShareLink

__all__ = [
    "PIN_TRIES",
    "ChatMessage",
    "FormerDriver",
    "Receipt",
    "ReceiptCounter",
    "Ride",
    "RideChange",
    "RideQuerySet",
    "RideRating",
    "RideTransition",
    "RiderStanding",
    "SafetyAlert",
    "SavedPlace",
    "ShareLink",
    "Tip",
]
