"""The built-in estimator: great-circle distance × pace (docs/algorithms/eta.md).

The pace is the seconds that a straight-line metre takes.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Of a city we have no table for: a light night, two rush hours.
DEFAULT_DETOUR = 1.35
DEFAULT_SPEEDS_KMH = (44, 46, 46, 46, 44, 40, 33, 24, 21, 24, 27, 27, 25, 26, 27, 25, 21, 20, 23, 28, 32, 35, 38, 41)


def whole(value: float) -> int:
    """To the nearest whole metre or second, halves up."""
    return int(value + 0.5)


def travel_seconds(straight_m: ArrayLike, pace: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres (a number or an array) at one pace or a pace each."""
    return np.asarray(straight_m, dtype=np.float64) * pace
