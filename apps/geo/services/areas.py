"""Areas that another app marks on the map."""

from apps.geo.algorithms import polygons
from apps.geo.contracts import Point


class Area:
    """A GeoJSON Polygon or MultiPolygon, read once to be asked often. Raises ValueError for one that is not usable."""

    def __init__(self, geojson: dict) -> None:
        self._shape = polygons.read(geojson)

    def covers(self, point: Point) -> bool:
        """Inside or on the border."""
        return polygons.covers(self._shape, point)
