"""Rows of the fleet, one file a subject."""

from apps.fleet.models.drivers import Driver, Shift, Vehicle
from apps.fleet.models.pairs import Pair
from apps.fleet.models.queues import QueueEntry, QueuePlace
from apps.fleet.models.work import DriverRating, DriverTrip

__all__ = ["Driver", "DriverRating", "DriverTrip", "Pair", "QueueEntry", "QueuePlace", "Shift", "Vehicle"]
