"""How long the live map keeps the browser's main thread, beside the usual way: an element for each car.

`make bench-map`. One web process over SQLite, positions of moving cars in Redis once a second, the real page of
operations in headless Chromium with a software graphics card. The peer is a map of the same library with one DOM marker
a car, fed by the same socket. Tasks are the main thread's own, from Chromium's tracing; those below a millisecond
are left out of the percentiles. The goal: no task of 50 ms or more, after which a page feels stuck (what the browser
itself calls a `longtask`).
"""

import json
import math
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.browser.conftest import ARGUMENTS, NAMES, sign_in
from tests.browser.people import settle
from tests.support.platform import Platform, platform

CARS = (1_500, 5_000)
SETTLE_MS, MEASURE_MS, PATIENCE_MS = 4_000, 12_000, 120_000
LONG_MS = 50
PEER = Path(__file__).with_name("peer.js").read_text()


@dataclass
class Figures:
    name: str
    cars: int
    tasks_ms: list[float]
    cpu_ms: list[float]  # of the same tasks, without the time in which others had the processor

    def quantile(self, share: float) -> float:
        ordered = sorted(task for task in self.tasks_ms if task >= 1)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0

    @property
    def busy(self) -> float:
        return 100 * sum(self.tasks_ms) / MEASURE_MS


def open_ours(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/ops/map/?zone=algiers")
    return page


def open_peer(context: BrowserContext) -> Page:
    """The same page with the peer's script in place of its own."""
    page = context.new_page()
    page.route("**/js/ops-map/main*.js", lambda route: route.fulfill(content_type="text/javascript", body=PEER))
    page.goto("/ops/map/?zone=algiers")
    return page


def measure(browser: Browser, page: Page, name: str, cars: int) -> Figures:
    page.wait_for_function(
        "cars => Number(document.querySelector('[data-cars]')?.dataset.cars) >= cars", arg=cars, timeout=PATIENCE_MS
    )
    page.wait_for_timeout(SETTLE_MS)
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline", "__metadata"])
    page.wait_for_timeout(MEASURE_MS)
    tasks = main_thread_tasks(json.loads(browser.stop_tracing())["traceEvents"])
    wall, cpu = ([task[part] for task in tasks] for part in (0, 1))
    return Figures(name, cars, wall, cpu)


def main_thread_tasks(events: list[dict]) -> list[tuple[float, float]]:
    """Milliseconds of each task of the busiest renderer's main thread: by the clock, and of processor time."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks: dict[tuple, list[tuple[float, float]]] = {}
    for event in events:
        thread = (event["pid"], event["tid"])
        if event["name"].endswith("RunTask") and event["ph"] == "X" and thread in mains:
            tasks.setdefault(thread, []).append((event.get("dur", 0) / 1_000, event.get("tdur", 0) / 1_000))
    return max(tasks.values(), key=lambda found: sum(wall for wall, _cpu in found), default=[])


def run(city: Platform, browser: Browser) -> list[Figures]:
    context = browser.new_context(base_url=city.url, viewport={"width": 1440, "height": 900}, locale="en")
    page = context.new_page()
    sign_in(page, settle(city))
    page.close()
    found = []
    for cars in CARS:
        city.start("traffic", ("-m", "benchmarks.map.traffic", str(cars)))
        for name, opened in (("ours", open_ours), ("peer: an element a car", open_peer)):
            page = opened(context)
            found.append(measure(browser, page, name, cars))
            print(f"{name}, {cars} cars: done", file=sys.stderr, flush=True)
            page.close()
        city.stop("traffic")
    return found


def show(rows: list[Figures]) -> None:
    table = Table(title=f"Main thread of the map's page, {MEASURE_MS // 1_000} s each")
    for column in ("page", "cars", "p50 ms", "p95 ms", "max ms", "≥ 50 ms", "max CPU ms", "≥ 50 CPU ms", "busy"):
        table.add_column(column, justify="left" if column == "page" else "right")
    for row in rows:
        long, long_cpu = (str(sum(task >= LONG_MS for task in tasks)) for tasks in (row.tasks_ms, row.cpu_ms))
        most_cpu = f"{max(row.cpu_ms, default=0):.1f}"
        figures = (f"{row.quantile(0.5):.1f}", f"{row.quantile(0.95):.1f}", f"{max(row.tasks_ms, default=0):.1f}")
        table.add_row(row.name, f"{row.cars:,}", *figures, long, most_cpu, long_cpu, f"{row.busy:.0f} %")
    Console().print(table)


def main() -> int:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        print("no Chromium on this machine: run scripts/install_browser", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        with platform(Path(folder), workers=()) as city:
            show(run(city, browser))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
