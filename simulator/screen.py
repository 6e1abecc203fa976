"""What a person at the terminal sees: a live table, or one line now and then where nobody watches."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from simulator import report
from simulator.report import Report

TABLE_EVERY_S = 1
LINE_EVERY_S = 30


@asynccontextmanager
async def shown(figures: Report, headline: Callable[[], str], *, quiet: bool) -> AsyncIterator[None]:
    """Show `figures` under `headline()` while the block runs."""
    if quiet:
        yield
        return
    show = _table if sys.stdout.isatty() else _lines
    task = asyncio.create_task(show(figures, headline))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _table(figures: Report, headline: Callable[[], str]) -> None:
    def view() -> Group:
        done = " · ".join(f"{name.replace('_', ' ')} {count}" for name, count in figures.behaviours.items() if count)
        return Group(report.table(figures, title=headline()), Text(done, style="dim"))

    with Live(view(), console=Console(), auto_refresh=False) as live:
        while True:
            live.update(view(), refresh=True)
            await asyncio.sleep(TABLE_EVERY_S)


async def _lines(figures: Report, headline: Callable[[], str]) -> None:
    while True:
        print(f"{headline()}: {report.line(figures)}", flush=True)
        await asyncio.sleep(LINE_EVERY_S)
