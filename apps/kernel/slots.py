"""Scheduled jobs as slots (rule 6): one row a job and period, safe when two beats run, caught up when none ran."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from apps.kernel import clock
from apps.kernel.models import JobSlot

LEASE = timedelta(minutes=10)
CATCH_UP = 7  # periods back that are still run when nobody ran them

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Cadence:
    period: timedelta
    format: str

    def slot_at(self, moment: datetime) -> str:
        return moment.strftime(self.format)


DAILY = Cadence(timedelta(days=1), "%Y-%m-%d")
HOURLY = Cadence(timedelta(hours=1), "%Y-%m-%dT%H")


@dataclass(frozen=True)
class Job:
    name: str
    cadence: Cadence
    run: Callable[[str], None]


_jobs: dict[str, Job] = {}


def scheduled(name: str, cadence: Cadence) -> Callable[[Callable[[str], None]], Callable[[str], None]]:
    """Register `function(slot)` to run once for every period that has ended."""

    def register(function: Callable[[str], None]) -> Callable[[str], None]:
        _jobs[name] = Job(name, cadence, function)
        return function

    return register


def jobs() -> dict[str, Job]:
    return dict(_jobs)


def run_due() -> list[JobSlot]:
    """Run every ended period of every job that is not done: the last one, and up to CATCH_UP that were missed."""
    return [run for job in _jobs.values() for slot in _ended_slots(job) if (run := run_slot(job.name, slot))]


def last_slot(name: str) -> str:
    """The last period of a job that has ended."""
    return _ended_slots(_jobs[name])[-1]


def check_slot(name: str, slot: str) -> None:
    """Raises ValueError unless `slot` is a period of the job, as it writes them, that has ended."""
    cadence = _jobs[name].cadence
    begins = datetime.strptime(slot, cadence.format).replace(tzinfo=UTC)
    if cadence.slot_at(begins) != slot:
        raise ValueError(f"write the slot as {cadence.slot_at(clock.wall())}")
    if begins + cadence.period > clock.wall():
        raise ValueError(f"the period {slot} has not ended yet")


def run_slot(name: str, slot: str = "") -> JobSlot | None:
    """Run one job for one slot, by default the last ended period. Returns None if it is done or somebody is at it."""
    job = _jobs[name]
    slot = slot or last_slot(name)
    row = _claim(name, slot)
    if row is None:
        return None
    job.run(slot)
    JobSlot.objects.filter(id=row.id).update(done_at=clock.wall())
    log.info("slot_done", job=name, slot=slot, attempts=row.attempts)
    return row


def _ended_slots(job: Job) -> list[str]:
    """The ended periods still to look at, oldest first. A job's first slot ever is the last ended period."""
    ended = [job.cadence.slot_at(clock.wall() - back * job.cadence.period) for back in range(CATCH_UP, 0, -1)]
    known = JobSlot.objects.filter(job=job.name)
    if not known.exists():
        return ended[-1:]
    done = set(known.filter(done_at__isnull=False, slot__in=ended).values_list("slot", flat=True))
    first = known.order_by("slot").values_list("slot", flat=True)[0]
    return [slot for slot in ended if slot >= first and slot not in done] or ended[-1:]


def _claim(name: str, slot: str) -> JobSlot | None:
    now = clock.wall()
    try:
        with transaction.atomic():
            return JobSlot.objects.create(job=name, slot=slot, claimed_until=now + LEASE)
    except IntegrityError:
        abandoned = JobSlot.objects.filter(job=name, slot=slot, done_at__isnull=True, claimed_until__lt=now)
        if abandoned.update(claimed_until=now + LEASE, attempts=F("attempts") + 1):
            return JobSlot.objects.get(job=name, slot=slot)
        return None
