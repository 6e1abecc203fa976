"""Go-home mode: which trips bring a driver home."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms.candidates import metres_between

Place = tuple[float, float]


def leads_home(
    driver: Place, home: Place, pickups: Sequence[Place], dropoffs: Sequence[Place], share: float
) -> NDArray[np.bool_]:
    """For each trip, whether at least `share` of its straight-line metres, the way to the pickup among them, are won:
    metres by which the driver is nearer home at its end. With a share of 1 only trips straight home would do.
    """
    driven = metres_between([driver], pickups) + metres_between(pickups, dropoffs)
    won = metres_between([driver], [home]) - metres_between(dropoffs, [home])
    return won >= share * driven
