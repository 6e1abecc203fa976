"""The built-in estimator beside a road-routing engine: how far apart their answers are, and what each takes.

`python -m benchmarks.eta.run --engine valhalla --url http://127.0.0.1:8602 --box=41.124,-8.624,41.160,-8.592`

Random pairs of points in the box, the same ones every time. docs/algorithms/eta.md says how to start an engine.
"""

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from datetime import datetime

import django
from rich.console import Console
from rich.table import Table

import superapp  # noqa: F401  as every entry point

django.setup()

from apps.geo import engines  # noqa: E402  after Django's set-up
from apps.geo.algorithms import eta, learning  # noqa: E402
from apps.geo.algorithms.distance import great_circle_m  # noqa: E402
from apps.geo.contracts import Estimate, Point  # noqa: E402
from apps.geo.engines.transport import NoRoute, Transport  # noqa: E402

NEAREST_M = 500
HOURS = (3, 12, 17)
MONDAY = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001  an engine is told the local time

Pair = tuple[Point, Point]


def pairs(box: Sequence[float], count: int) -> list[Pair]:
    south, west, north, east = box
    draw = random.Random(3)
    found: list[Pair] = []
    while len(found) < count:
        a, b = (Point(draw.uniform(south, north), draw.uniform(west, east)) for _ in range(2))
        if great_circle_m(a, b) >= NEAREST_M:
            found.append((a, b))
    return found


def ask(name: str, transport: Transport, pair: Pair, with_geometry: bool) -> tuple[Estimate | None, float]:
    """(answer, milliseconds)"""
    began = time.perf_counter()
    try:
        answer = engines.ROUTES[name](transport, pair, MONDAY, with_geometry)
    except NoRoute:
        answer = None
    return answer, (time.perf_counter() - began) * 1_000


def built_in_ms(chosen: Sequence[Pair]) -> float:
    pace = learning.table_pace(eta.DEFAULT_DETOUR, eta.DEFAULT_SPEEDS_KMH[12])
    began = time.perf_counter()
    for pair in chosen:
        sum(metres * pace for _middle, metres in learning.pieces(pair))
    return (time.perf_counter() - began) * 1_000 / len(chosen)


def spread(values: Sequence[float], digits: int = 2) -> list[str]:
    """p10, median, p90"""
    tenths = statistics.quantiles(values, n=10)
    return [f"{value:.{digits}f}" for value in (tenths[0], statistics.median(values), tenths[8])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=list(engines.ROUTES), default="valhalla")
    parser.add_argument("--url", required=True)
    parser.add_argument("--box", required=True, help="south,west,north,east in degrees")
    parser.add_argument("--pairs", type=int, default=500)
    given = parser.parse_args()
    transport = Transport(given.url, timeout_s=10, connect_timeout_s=5, connections=1)
    chosen = pairs([float(side) for side in given.box.split(",")], given.pairs)
    for pair in chosen[:20]:
        ask(given.engine, transport, pair, False)  # the engine reads its tiles
    plain = [ask(given.engine, transport, pair, False) for pair in chosen]
    drawn = [ask(given.engine, transport, pair, True) for pair in chosen]
    show(given.engine, chosen, plain, [ms for _answer, ms in drawn])


def show(
    name: str, chosen: Sequence[Pair], plain: Sequence[tuple[Estimate | None, float]], drawn_ms: Sequence[float]
) -> None:
    known = [(great_circle_m(*pair), answer) for pair, (answer, _) in zip(chosen, plain, strict=True) if answer]
    table = Table("", "p10", "median", "p90", title=f"{len(known)} of {len(chosen)} pairs have a way by {name}")
    table.add_row("straight line, m", *spread([metres for metres, _ in known], 0))
    table.add_row("detour by the roads", *spread([answer.distance_m / metres for metres, answer in known]))
    of_default = [metres * eta.DEFAULT_DETOUR / answer.distance_m for metres, answer in known]
    table.add_row("distance, built-in ÷ engine", *spread(of_default))
    table.add_row("engine's speed, km/h", *spread([a.distance_m / a.duration_s * 3.6 for _, a in known], 1))
    for hour in HOURS:
        pace = learning.table_pace(eta.DEFAULT_DETOUR, eta.DEFAULT_SPEEDS_KMH[hour])
        ratios = [metres * pace / answer.duration_s for metres, answer in known]
        table.add_row(f"time at {hour:02}:00, built-in ÷ engine", *spread(ratios))
    table.add_row("engine, ms", *spread([ms for _, ms in plain], 1))
    table.add_row("engine with the line, ms", *spread(drawn_ms, 1))
    table.add_row("built-in, ms", "", f"{built_in_ms(chosen):.3f}", "")
    Console(width=90).print(table)


if __name__ == "__main__":
    main()
