"""The gates before a shift, in one table. Plain facts in, every refusal out: a driver is told all of them at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Car:
    plate: str
    category: str
    seats: int
    year: int | None


@dataclass(frozen=True)
class Rule:
    """What a category's vehicles must be; age in calendar years."""

    min_seats: int
    max_age_years: int


@dataclass(frozen=True)
class Required:
    kind: str
    per_vehicle: bool
    needs_expiry: bool


@dataclass(frozen=True)
class Paper:
    """A document as handed in. `on`: the day it was handed in or decided, whichever came last."""

    kind: str
    status: str
    expires_on: date | None
    on: date
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of a driver who wants to go online. `standing`: pending, active or suspended.

    `papers` are the driver's own and those of `car`, the active vehicle; `rule` is that of its category, if there is
    one. `today` is the market's.
    """

    standing: str
    car: Car | None
    rule: Rule | None
    required: tuple[Required, ...]
    papers: tuple[Paper, ...]
    today: date


@dataclass(frozen=True)
class Refusal:
    """Of a document: its `kind`, the `vehicle`'s plate, `since` when it stands in the way, and why it was refused."""

    code: str
    kind: str = ""
    vehicle: str = ""
    since: date | None = None
    reason: str = ""


def _standing(facts: Facts) -> Iterator[Refusal]:
    if facts.standing != "active":
        yield Refusal("driver-not-active")


def _vehicle(facts: Facts) -> Iterator[Refusal]:
    if facts.car is None:
        yield Refusal("no-vehicle")
    elif facts.rule and not meets(facts.rule, facts.car.seats, facts.car.year, facts.today):
        yield Refusal("vehicle-category", vehicle=facts.car.plate)


def _documents(facts: Facts) -> Iterator[Refusal]:
    for required in facts.required:
        if required.per_vehicle and facts.car is None:
            continue
        refusal = _document(required, facts)
        if refusal:
            yield refusal


GATES: tuple[Callable[[Facts], Iterator[Refusal]], ...] = (_standing, _vehicle, _documents)


def refusals(facts: Facts) -> list[Refusal]:
    return [refusal for gate in GATES for refusal in gate(facts)]


def meets(rule: Rule, seats: int, year: int | None, today: date) -> bool:
    """Whether a vehicle is what its category asks for. Where no year is known, no age is held against it."""
    return seats >= rule.min_seats and (year is None or today.year - year <= rule.max_age_years)


def is_valid(paper: Paper, today: date) -> bool:
    """A verified document counts through the whole day on which it expires."""
    return paper.status == "verified" and (paper.expires_on is None or paper.expires_on >= today)


def _document(required: Required, facts: Facts) -> Refusal | None:
    """Why the required document does not let its driver pass: the most useful of what is known about it."""
    papers = [paper for paper in facts.papers if paper.kind == required.kind]
    if any(is_valid(paper, facts.today) for paper in papers):
        return None
    vehicle = facts.car.plate if required.per_vehicle and facts.car else ""
    waiting = [paper for paper in papers if paper.status == "submitted"]
    if waiting:
        return Refusal("document-in-review", required.kind, vehicle, waiting[-1].on)
    if not papers:
        return Refusal("document-missing", required.kind, vehicle)
    last = sorted(papers, key=lambda paper: paper.on)[-1]
    if last.status == "rejected":
        return Refusal("document-rejected", required.kind, vehicle, last.on, last.reason)
    return Refusal("document-expired", required.kind, vehicle, last.expires_on)
