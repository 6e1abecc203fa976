"""The built-in estimator: great-circle distance × detour, at the mean speed of the hour (docs/algorithms/eta.md)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Of a city we have no table for: a light night, two rush hours.
DEFAULT_DETOUR = 1.35
DEFAULT_SPEEDS_KMH = (44, 46, 46, 46, 44, 40, 33, 24, 21, 24, 27, 27, 25, 26, 27, 25, 21, 20, 23, 28, 32, 35, 38, 41)


def road_m(straight_m: float, detour: float) -> int:
    """Road metres, to the nearest whole metre."""
    return int(straight_m * detour + 0.5)


def travel_seconds(straight_m: ArrayLike, detour: float, speeds_kmh: Sequence[float], hour: int) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres (a number or an array), leaving in local `hour` (0–23)."""
    return np.asarray(straight_m, dtype=np.float64) * detour / (speeds_kmh[hour] / 3.6)
