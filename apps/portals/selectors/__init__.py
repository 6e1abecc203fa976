"""What pages that span products show, gathered from the apps below."""

from apps.portals.selectors.maps import app_zones, map_zones, zone_exists, zone_mesh, zone_snapshot
from apps.portals.selectors.near import drivers_near
from apps.portals.selectors.stories import Story, ride_story

__all__ = ["Story", "app_zones", "drivers_near", "map_zones", "ride_story", "zone_exists", "zone_mesh", "zone_snapshot"]
