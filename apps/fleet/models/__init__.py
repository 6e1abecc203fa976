"""Rows of the fleet, one file a subject."""

from apps.fleet.models.applications import DriverApplication
from apps.fleet.models.documents import DriverDocument
from apps.fleet.models.drivers import Driver, HomeUse, Shift, Vehicle
from apps.fleet.models.hotspots import Hotspot
from apps.fleet.models.incentives import IncentivePolicy, IncentiveProgress
from apps.fleet.models.pairs import Pair
from apps.fleet.models.queues import QueueEntry, QueuePlace
from apps.fleet.models.rules import CategoryRule, DocumentRequirement, WorkRule
from apps.fleet.models.standing import Appeal, Suspension
from apps.fleet.models.work import DriverRating, DriverTrip

__all__ = [
    "Appeal",
    "CategoryRule",
    "DocumentRequirement",
    "Driver",
    "DriverApplication",
    "DriverDocument",
    "DriverRating",
    "DriverTrip",
    "HomeUse",
    "Hotspot",
    "IncentivePolicy",
    "IncentiveProgress",
    "Pair",
    "QueueEntry",
    "QueuePlace",
    "Shift",
    "Suspension",
    "Vehicle",
    "WorkRule",
]
