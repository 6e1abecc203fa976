"""A replay in numbers."""

from dataclasses import dataclass

import numpy as np

from apps.dispatch.algorithms.replay.engine import Played
from apps.dispatch.algorithms.replay.recording import Floats


@dataclass(frozen=True)
class Figures:
    """Of the trips served; None where there is none. `wait_mean_s` is from the request to the car at the door."""

    served_pct: float
    pickup_eta_mean_s: float | None
    pickup_eta_p50_s: float | None
    pickup_eta_p95_s: float | None
    idle_km_per_trip: float | None
    batch_ms_p50: float | None
    batch_ms_p95: float | None
    wait_mean_s: float | None


def figures(requested_at: Floats, played: Played, detour: float) -> Figures:
    """`detour`: metres by road for a metre in a straight line."""
    served = played.served
    etas, batches_ms = played.eta_s[served], played.batch_s * 1000
    waits = (played.matched_at + played.eta_s - requested_at)[served]
    return Figures(
        served_pct=round(100 * float(served.mean()), 2) if len(served) else 0.0,
        pickup_eta_mean_s=_mean(etas, 1),
        pickup_eta_p50_s=_percentile(etas, 50, 1),
        pickup_eta_p95_s=_percentile(etas, 95, 1),
        idle_km_per_trip=_mean(played.approach_m[served] * detour / 1000, 3),
        batch_ms_p50=_percentile(batches_ms, 50, 2),
        batch_ms_p95=_percentile(batches_ms, 95, 2),
        wait_mean_s=_mean(waits, 1),
    )


def _mean(values: Floats, digits: int) -> float | None:
    return round(float(values.mean()), digits) if len(values) else None


def _percentile(values: Floats, percent: float, digits: int) -> float | None:
    return round(float(np.percentile(values, percent)), digits) if len(values) else None
