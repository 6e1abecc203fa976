"""Why a driver did not get a job, as facts: what the decision log, the offers and the shifts know of the two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.dispatch.algorithms.candidates import metres_between
from apps.dispatch.models import Assignment, Job, MatchRound, Offer
from apps.dispatch.states import JobStatus
from apps.fleet import selectors as fleet

Online = Sequence[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Asked:
    """The driver was offered the job; `status` says what became of it."""

    at: datetime
    status: str
    reason: str


@dataclass(frozen=True)
class Assigned:
    """The driver was given the job without being asked."""

    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Refused:
    """A gate kept the driver out. `distance_m` to the pickup, where the log knows it."""

    at: datetime
    gate: str
    distance_m: int | None


@dataclass(frozen=True)
class Weighed:
    """The driver might have had it, at this cost in seconds, made of the ETA and `terms` by name.

    `chosen` got the offer instead, at `chosen_cost`. `other_job` is what the driver was offered in the same round.
    """

    at: datetime
    eta_s: int
    terms: dict[str, int]
    cost: int
    chosen: UUID | None
    chosen_cost: int | None
    other_job: UUID | None


@dataclass(frozen=True)
class Beyond:
    """The driver was online, and further away than everybody the log names, that is than `more_than_m`.

    `all_of_radius`: that is the radius in which drivers were looked for.
    """

    at: datetime
    more_than_m: int
    all_of_radius: bool


@dataclass(frozen=True)
class Offline:
    at: datetime


@dataclass(frozen=True)
class NotMatched:
    """Nobody was looked for near the job. `opens_at`: it waits for its time."""

    opens_at: datetime | None


@dataclass(frozen=True)
class Now:
    """The job still waits. `distance_m` of the driver from the pickup at the moment; None when offline or silent."""

    distance_m: int | None


Dated = Asked | Assigned | Refused | Weighed | Beyond | Offline
Fact = Dated | NotMatched | Now


def why_not(job: Job, driver_id: UUID) -> list[Fact]:
    """What is known of the driver and the job, in order of time. Of equal rounds in a row only the first is told."""
    rounds = list(MatchRound.objects.filter(job=job).order_by("at"))
    online = fleet.shifts_since(driver_id, rounds[0].at) if rounds else []
    told = _news([fact for row in rounds if (fact := _of_round(row, driver_id, online))])
    dated: list[Dated] = [*_offers(job, driver_id), *_direct(job, driver_id), *told]
    facts: list[Fact] = [*sorted(dated, key=lambda fact: fact.at)]
    if not rounds:
        facts.append(NotMatched(job.match_from if job.status == JobStatus.SCHEDULED else None))
    if job.status in (JobStatus.OPEN, JobStatus.OFFERED):
        facts.append(Now(_distance_m(job, driver_id)))
    return facts


def drivers_named_in(facts: Sequence[Fact]) -> set[UUID]:
    return {fact.chosen for fact in facts if isinstance(fact, Weighed) and fact.chosen}


def _offers(job: Job, driver_id: UUID) -> Iterator[Asked]:
    made = Offer.objects.filter(job=job, driver_id=driver_id)
    return (Asked(*row) for row in made.values_list("made_at", "status", "reason"))


def _direct(job: Job, driver_id: UUID) -> Iterator[Assigned]:
    given = Assignment.objects.filter(job=job, driver_id=driver_id, offer__isnull=True)
    return (Assigned(*row) for row in given.values_list("assigned_at", "ended_at"))


def _of_round(row: MatchRound, driver_id: UUID, online: Online) -> Dated | None:
    """None for who was chosen: the offer says so already."""
    if row.chosen_id == driver_id:
        return None
    key = str(driver_id)
    if refusal := row.refused.get(key):
        return Refused(row.at, refusal["gate"], refusal.get("m"))
    if cost := row.considered.get(key):
        return _weighed(row, cost)
    if any(start <= row.at and (end is None or end > row.at) for start, end in online):
        return Beyond(row.at, row.complete_m, row.complete_m >= row.radius_m)
    return Offline(row.at)


def _weighed(row: MatchRound, cost: dict) -> Weighed:
    chosen = row.considered.get(str(row.chosen_id))
    return Weighed(
        at=row.at,
        eta_s=cost["eta_s"],
        terms=cost["terms"],
        cost=cost["cost"],
        chosen=row.chosen_id,
        chosen_cost=chosen["cost"] if chosen else None,
        other_job=UUID(cost["job"]) if "job" in cost else None,
    )


def _news(facts: Sequence[Dated]) -> list[Dated]:
    """Without those that say what the one before said."""
    kept: list[Dated] = []
    for fact in facts:
        if not kept or _gist(kept[-1]) != _gist(fact):
            kept.append(fact)
    return kept


def _gist(fact: Dated) -> tuple:
    if isinstance(fact, Refused):
        return (Refused, fact.gate)
    return (fact,) if isinstance(fact, Weighed) else (type(fact), getattr(fact, "more_than_m", None))


def _distance_m(job: Job, driver_id: UUID) -> int | None:
    position = fleet.position_of(driver_id)
    if position is None:
        return None
    pickup, where = (job.pickup_lat, job.pickup_lng), (position.lat, position.lng)
    return round(float(metres_between([pickup], [where])[0]))
