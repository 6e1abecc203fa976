"""Racing threads, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def together(count: int, action: Callable[..., Result], *, numbered: bool = False) -> list[Result]:
    """Run `action` in `count` threads that start at the same moment; with `numbered`, each gets its number.

    The first exception is raised here.
    """
    barrier = Barrier(count)

    def run(number: int) -> Result:
        barrier.wait(timeout=10)
        try:
            return action(number) if numbered else action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
