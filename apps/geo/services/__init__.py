"""Use cases of geography: zones, cells, distance and time of travel, pauses."""

from apps.geo.services.anywhere import TYPICAL_DETOUR, typical_travel_seconds
from apps.geo.services.areas import Area
from apps.geo.services.cells import cell, cell_centre, cell_feature, cell_ring, cells_around, cells_of, great_circle_m
from apps.geo.services.estimates import aseconds_between, estimate, travel_seconds
from apps.geo.services.learning import record_trip, speed_cell
from apps.geo.services.pauses import (
    AlreadyPaused,
    NotPaused,
    PauseOverBeforeItBegins,
    pause_service,
    resume_service,
)
from apps.geo.services.zones import PointsTooFarApart, ensure_demo_zone_around, load_zones

__all__ = [
    "TYPICAL_DETOUR",
    "AlreadyPaused",
    "Area",
    "NotPaused",
    "PauseOverBeforeItBegins",
    "PointsTooFarApart",
    "aseconds_between",
    "cell",
    "cell_centre",
    "cell_feature",
    "cell_ring",
    "cells_around",
    "cells_of",
    "ensure_demo_zone_around",
    "estimate",
    "great_circle_m",
    "load_zones",
    "pause_service",
    "record_trip",
    "resume_service",
    "speed_cell",
    "travel_seconds",
    "typical_travel_seconds",
]
