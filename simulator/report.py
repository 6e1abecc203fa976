"""What the city saw from outside: counts, waits, latencies, and everything that went wrong."""

import asyncio
import math
import sys
import time
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.table import Table

KEPT_SAMPLES = 200_000
TOLD_OF_A_KIND = 8
KEPT_POSITIONS = 64  # a ride's last sent positions: one that arrives later than that is not told apart from lost
KEPT_ENDED = 50_000
NEWS_APART_WALL_S = 5.0

# What people may do, as it is counted; a scenario says how often.
BEHAVIOURS = (
    "offers_seen", "offers_declined", "offers_ignored", "accepted_in_vain", "next_rides", "vehicle_problems",
    "rematched", "rider_cancels", "no_shows", "no_show_fees", "wrong_pins", "promos", "stops",
    "changed_dropoffs", "scheduled", "guests", "surged", "chats", "shares", "calls_for_help", "ratings", "tips",
    "favourites", "blocks", "pdfs_read", "homeward", "last_trips", "airport_trips", "airport_turns",
    "expired_documents", "dropped_connections", "steps_without_network", "moved_in",
)  # fmt: skip


def percentile(values: Iterable[float], share: float) -> float | None:
    """Nearest-rank percentile (0 < share <= 1); None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Report:
    requested: int = 0
    matched: int = 0
    completed: int = 0
    cancelled: int = 0
    unserved: int = 0
    double_assigned: int = 0
    stuck: int = 0
    errors: int = 0
    unfinished: int = 0  # still under way at the end, and not late
    pickup_waits_s: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_SAMPLES))
    location_latencies_ms: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_SAMPLES))
    troubles: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    behaviours: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(BEHAVIOURS, 0)))

    def did(self, behaviour: str) -> None:
        if behaviour not in BEHAVIOURS:
            raise KeyError(behaviour)
        self.behaviours[behaviour] += 1

    def trouble(self, kind: str, detail: object = "") -> None:
        """Something that must not happen. The first few of a kind are told in full on stderr."""
        self.errors += 1
        self.troubles[kind] += 1
        if self.troubles[kind] <= TOLD_OF_A_KIND:
            print(f"simulator: {kind}: {detail}"[:2_000], file=sys.stderr, flush=True)

    def as_dict(self) -> dict:
        """What `--json` prints: the figures, and how often people did what."""
        return {**self.summary(), "behaviours": dict(self.behaviours)}

    def summary(self) -> dict[str, int | float | None]:
        """The figures, in this order and no others."""
        counts = ("requested", "matched", "completed", "cancelled", "unserved", "double_assigned", "stuck", "errors")
        return {
            **{name: getattr(self, name) for name in counts},
            "pickup_wait_p50_s": _rounded(percentile(self.pickup_waits_s, 0.50)),
            "pickup_wait_p95_s": _rounded(percentile(self.pickup_waits_s, 0.95)),
            "location_latency_p50_ms": _rounded(percentile(self.location_latencies_ms, 0.50)),
            "location_latency_p95_ms": _rounded(percentile(self.location_latencies_ms, 0.95)),
        }


class Witness:
    """Knows who holds which ride, as its driver and its rider were told, and when each position was sent.

    A driver may hold one ride and one that comes next.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rides_of: dict[str, dict[str, bool]] = defaultdict(dict)  # of a driver: whether each comes next
        self._drivers_of: dict[str, set[str]] = defaultdict(set)
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._sent: dict[str, OrderedDict[int, float]] = {}

    def holds(self, driver: str, ride: str, *, comes_next: bool = False, hearsay: bool = False) -> None:
        """People were told that `driver` (a person) has `ride`. Two at once, on either side: a double assignment.

        What a rider says of the driver is hearsay: it may come before the end of the driver's last ride, which others
        are told. It is judged a little later.
        """
        if ride in self._ended or ride in self._rides_of[driver]:
            return
        self._rides_of[driver][ride] = comes_next
        self._drivers_of[ride].add(driver)
        if hearsay:
            asyncio.get_running_loop().call_later(NEWS_APART_WALL_S, self._judge, driver, ride)
        else:
            self._judge(driver, ride)

    def begins(self, driver: str, ride: str) -> None:
        """`driver` was told that `ride`, which came next, is the current one."""
        if self._rides_of[driver].get(ride):
            self._rides_of[driver][ride] = False
            self._judge(driver, ride)

    def left(self, driver: str, ride: str) -> None:
        """`driver` gave `ride` up, or lost it; another may have it now."""
        self._rides_of[driver].pop(ride, None)
        self._drivers_of[ride].discard(driver)

    def ended(self, ride: str) -> None:
        self._ended[ride] = None
        if len(self._ended) > KEPT_ENDED:
            self._ended.popitem(last=False)
        for driver in self._drivers_of.pop(ride, ()):
            self._rides_of[driver].pop(ride, None)
        self._sent.pop(ride, None)

    def is_over(self, ride: str) -> bool:
        return ride in self._ended

    def position_sent(self, ride: str, at: float) -> None:
        """`at` is the position's own time, Unix seconds of the city."""
        sent = self._sent.setdefault(ride, OrderedDict())
        sent[_millis(at)] = time.perf_counter()
        if len(sent) > KEPT_POSITIONS:
            sent.popitem(last=False)

    def position_seen(self, ride: str, at: float) -> None:
        sent = self._sent.get(ride)
        sent_at = sent.pop(_millis(at), None) if sent else None
        if sent_at is not None:
            self._report.location_latencies_ms.append((time.perf_counter() - sent_at) * 1_000)

    def _judge(self, driver: str, ride: str) -> None:
        slots = list(self._rides_of[driver].values())
        if ride in self._rides_of[driver] and (len(slots) != len(set(slots)) or len(self._drivers_of[ride]) > 1):
            self._accuse(driver, ride)

    def _accuse(self, driver: str, ride: str) -> None:
        self._report.double_assigned += 1
        held, drivers = sorted(self._rides_of[driver]), sorted(self._drivers_of[ride])
        print(f"simulator: double assignment: driver {driver} holds {held}; ride {ride} has {drivers}", file=sys.stderr)


def table(report: Report, *, title: str) -> Table:
    view = Table(title=title, title_justify="left", show_header=False)
    view.add_column("figure", no_wrap=True)
    view.add_column("value", justify="right", no_wrap=True)
    for name, value in report.summary().items():
        bad = name in ("double_assigned", "stuck", "errors") and value
        view.add_row(name.replace("_", " "), f"[red]{value}[/red]" if bad else ("–" if value is None else str(value)))
    return view


def line(report: Report) -> str:
    return " ".join(f"{name}={'-' if value is None else value}" for name, value in report.summary().items())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _millis(at: float) -> int:
    return round(at * 1_000)
