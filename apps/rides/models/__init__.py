"""Rows of rides: one file for each thing, all of them known here."""

from apps.rides.models.care import (
    AdjustmentCap,
    CaseMessage,
    FareAdjustment,
    LostItem,
    LostItemMessage,
    SupportCase,
)
from apps.rides.models.chat import ChatMessage
from apps.rides.models.history import FormerDriver, RideChange, RideTransition
from apps.rides.models.instant import CarCode
from apps.rides.models.places import SavedPlace
from apps.rides.models.ratings import RideRating, RiderStanding, Tip
from apps.rides.models.receipt import Receipt, ReceiptCounter
from apps.rides.models.ride import PIN_TRIES, Ride, RideQuerySet
from apps.rides.models.safety import SafetyAlert
from apps.rides.models.sharing import ShareLink
from apps.rides.models.standing import StandingCar, StandingPolicy

__all__ = [
    "PIN_TRIES",
    "AdjustmentCap",
    "CarCode",
    "CaseMessage",
    "ChatMessage",
    "FareAdjustment",
    "FormerDriver",
    "LostItem",
    "LostItemMessage",
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
    "StandingCar",
    "StandingPolicy",
    "SupportCase",
    "Tip",
]
