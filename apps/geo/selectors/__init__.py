"""Reads, most of them from this process's memory."""

from apps.geo.selectors.areas import AREAS, NoSuchZone, OutsideEveryZone, azone, azone_at, zone, zone_at, zones
from apps.geo.selectors.learned import DETOURS, SPEEDS, aspeeds, detour, hour_of, learned_hours, speeds
from apps.geo.selectors.markets import NoSuchMarket, market
from apps.geo.selectors.pausing import PAUSES, pause_of, pause_told, paused_categories, pauses_of

__all__ = [
    "AREAS",
    "PAUSES",
    "NoSuchMarket",
    "NoSuchZone",
    "OutsideEveryZone",
    "aspeeds",
    "azone",
    "azone_at",
    "detour",
    "forget",
    "hour_of",
    "learned_hours",
    "market",
    "pause_of",
    "pause_told",
    "paused_categories",
    "pauses_of",
    "speeds",
    "zone",
    "zone_at",
    "zones",
]


def forget() -> None:
    """Read everything anew: for tests, and after changes that no signal tells of."""
    for memory in (AREAS, PAUSES, SPEEDS, DETOURS):
        memory.forget()
