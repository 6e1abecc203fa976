"""What became of a job, as facts in order of time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.accounts import selectors as accounts
from apps.dispatch.models import Assignment, Job, MatchRound, Offer
from apps.dispatch.selectors.jobs import job_of
from apps.dispatch.states import JobStatus, job_states_before


@dataclass(frozen=True)
class RoundTold:
    """Drivers within `radius_m` were looked at: `considered` of them could have had the job, others were kept out,
    counted by gate."""

    at: datetime
    radius_m: int
    considered: int
    kept_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OfferTold:
    """`status` is what became of it, at `closed_at` (None: it still is open), with its `reason` in code."""

    at: datetime
    driver_id: UUID
    pickup_eta_s: int
    pickup_distance_m: int
    status: str
    closed_at: datetime | None
    reason: str


@dataclass(frozen=True)
class GivenTold:
    """The job was given to the driver without an offer, by the person `by` (a name; "" when it is not known)."""

    at: datetime
    driver_id: UUID
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class JobStory:
    """`driver_id` is who has the job now. `may_be_assigned`: staff may give it to a driver, or to another one."""

    job_id: UUID
    status: str
    opened_at: datetime
    closed_at: datetime | None
    driver_id: UUID | None
    may_be_assigned: bool
    facts: tuple[RoundTold | OfferTold | GivenTold, ...]

    @property
    def driver_ids(self) -> set[UUID]:
        named = {fact.driver_id for fact in self.facts if not isinstance(fact, RoundTold)}
        return named | {self.driver_id} if self.driver_id else named


def job_story(*, kind: str, ref: UUID) -> JobStory:
    """Four queries, and one more when it was given without an offer. Raises JobUnknown."""
    job = job_of(kind, ref)
    given = list(Assignment.objects.filter(job=job).order_by("assigned_at"))
    direct = _given(job, [row for row in given if not row.offer_id])
    facts: list[RoundTold | OfferTold | GivenTold] = [*_rounds(job), *_offers(job), *direct]
    return JobStory(
        job_id=job.id,
        status=job.status,
        opened_at=job.opened_at,
        closed_at=job.closed_at,
        driver_id=next((row.driver_id for row in given if row.ended_at is None), None),
        may_be_assigned=job.status in job_states_before(JobStatus.ASSIGNED),
        facts=tuple(sorted(facts, key=lambda fact: fact.at)),
    )


def _given(job: Job, rows: list[Assignment]) -> list[GivenTold]:
    """The audit trail has a line for each of them, written with it."""
    deciders = accounts.who_did("job.assigned", f"job:{job.id}") if rows else []
    by = dict(enumerate(deciders))
    return [GivenTold(row.assigned_at, row.driver_id, by.get(at, "")) for at, row in enumerate(rows)]


def _rounds(job: Job) -> list[RoundTold]:
    return [_round(row) for row in MatchRound.objects.filter(job=job)]


def _round(row: MatchRound) -> RoundTold:
    gates = Counter(refusal["gate"] for refusal in row.refused.values())
    return RoundTold(row.at, row.radius_m, len(row.considered), tuple(gates.most_common()))


def _offers(job: Job) -> list[OfferTold]:
    fields = ("made_at", "driver_id", "pickup_eta_s", "pickup_distance_m", "status", "closed_at", "reason")
    return [OfferTold(*row) for row in Offer.objects.filter(job=job).values_list(*fields)]
