"""What pages that span products show, gathered from the apps below."""

from apps.portals.selectors.days import days, waiting
from apps.portals.selectors.maps import app_zones, map_zones, zone_exists, zone_mesh, zone_snapshot
from apps.portals.selectors.near import drivers_near
from apps.portals.selectors.stories import Story, ride_story

__all__ = [
    "Story",
    "app_zones",
    "days",
    "drivers_near",
    "map_zones",
    "ride_story",
    "waiting",
    "zone_exists",
    "zone_mesh",
    "zone_snapshot",
]
