"""The gates before a shift, in one table. Plain facts in, every refusal out: a driver is told all of them at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What is known of a driver who wants to go online. `standing`: pending, active or suspended."""

    standing: str
    has_vehicle: bool


@dataclass(frozen=True)
class Refusal:
    code: str


def _standing(facts: Facts) -> Iterator[Refusal]:
    if facts.standing != "active":
        yield Refusal("driver-not-active")


def _vehicle(facts: Facts) -> Iterator[Refusal]:
    if not facts.has_vehicle:
        yield Refusal("no-vehicle")


GATES: tuple[Callable[[Facts], Iterator[Refusal]], ...] = (_standing, _vehicle)


def refusals(facts: Facts) -> list[Refusal]:
    return [refusal for gate in GATES for refusal in gate(facts)]
