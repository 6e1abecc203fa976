"""Places the cast goes to."""

from apps.geo.contracts import Point

ALGIERS_CENTRE = Point(36.7538, 3.0588)
HYDRA = Point(36.7430, 3.0420)
BAB_EZZOUAR = Point(36.7262, 3.1827)
KOUBA = Point(36.7220, 3.0870)
MID_SEA = Point(37.6000, 3.2000)
