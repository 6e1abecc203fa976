"""Travel in a city that we do not serve, and of which nothing is known."""

from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import ArrayLike, NDArray

from apps.geo.algorithms.eta import DEFAULT_DETOUR as TYPICAL_DETOUR
from apps.geo.algorithms.eta import DEFAULT_SPEEDS_KMH


def typical_travel_seconds(distance_m: ArrayLike, at: datetime, lng: float) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres, leaving at `at` (aware), by the speeds of a typical city.

    The hour is that of the nautical time zone of the longitude `lng`: 15° an hour. Asks no database.
    """
    hour = at.astimezone(timezone(timedelta(hours=round(lng / 15)))).hour
    return np.asarray(distance_m, dtype=np.float64) * TYPICAL_DETOUR / (DEFAULT_SPEEDS_KMH[hour] / 3.6)
