"""The hexagons that cover an area, for a map without tiles: they give distance a measure."""

import h3

MOST_CELLS = 400
FINEST = 8  # some 0.7 km² a cell


def mesh(polygon: dict) -> dict:
    """A GeoJSON MultiPolygon of the H3 cells whose centre lies in `polygon` (a GeoJSON geometry).

    The finest resolution up to 8 that needs at most 400 cells. Coordinates have five decimals, about a metre.
    """
    shape = h3.geo_to_h3shape(polygon)
    for resolution in range(FINEST, 0, -1):
        cells = h3.h3shape_to_cells(shape, resolution)
        if len(cells) <= MOST_CELLS:
            break
    return {"type": "MultiPolygon", "coordinates": [[_ring(cell)] for cell in sorted(cells)]}


def _ring(cell: str) -> list[list[float]]:
    corners = [[round(lng, 5), round(lat, 5)] for lat, lng in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]
