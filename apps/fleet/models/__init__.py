"""Rows of the fleet, one file a subject."""

from apps.fleet.models.applications import DriverApplication
from apps.fleet.models.documents import DriverDocument
from apps.fleet.models.drivers import Driver, Shift, Vehicle
from apps.fleet.models.pairs import Pair
from apps.fleet.models.queues import QueueEntry, QueuePlace
from apps.fleet.models.rules import CategoryRule, DocumentRequirement
from apps.fleet.models.work import DriverRating, DriverTrip

__all__ = [
    "CategoryRule",
    "DocumentRequirement",
    "Driver",
    "DriverApplication",
    "DriverDocument",
    "DriverRating",
    "DriverTrip",
    "Pair",
    "QueueEntry",
    "QueuePlace",
    "Shift",
    "Vehicle",
]
