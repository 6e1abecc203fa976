"""What happened, as a replay needs it."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncHour

from apps.dispatch.models import Assignment, Job, Policy
from apps.kernel import clock

LOOK_BACK = timedelta(days=14)
HOURS = 12
LONGEST_RUN = timedelta(hours=3)


class RecordedHour(NamedTuple):
    """An hour that began at `since`, in which `jobs` with a destination were opened."""

    zone_id: UUID
    since: datetime
    jobs: int


class RecordedJob(NamedTuple):
    """Degrees; the times of the driver and the rider's own are not part of it."""

    opened_at: datetime
    category: str
    pickup_lat: float
    pickup_lng: float
    dropoff_lat: float
    dropoff_lng: float


class LastStop(NamedTuple):
    """The last job a driver was given before a moment: from when to when (None: not over), and where it led."""

    assigned_at: datetime
    ended_at: datetime | None
    lat: float | None
    lng: float | None


def recorded_hours(zone_id: UUID | None) -> list[RecordedHour]:
    """The busiest hours of the last 14 days, of the zone; None: of the zones without a policy of their own."""
    now = clock.now()
    known = Job.objects.filter(opened_at__gte=now - LOOK_BACK, opened_at__lte=now, dropoff_lat__isnull=False)
    if zone_id:
        known = known.filter(zone_id=zone_id)
    else:
        known = known.exclude(zone_id__in=Policy.objects.filter(zone__isnull=False).values("zone_id"))
    by_hour = known.annotate(hour=TruncHour("opened_at", tzinfo=UTC)).order_by().values_list("zone_id", "hour")
    return [RecordedHour(*row) for row in by_hour.annotate(jobs=Count("id")).order_by("-jobs", "-hour")[:HOURS]]


def recorded_jobs(zone_id: UUID, since: datetime, until: datetime, limit: int) -> list[RecordedJob]:
    """The first `limit` jobs with a destination that the zone opened in [since, until), whatever became of them."""
    known = Job.objects.filter(zone_id=zone_id, opened_at__gte=since, opened_at__lt=until, dropoff_lat__isnull=False)
    return [RecordedJob(*row) for row in known.order_by("opened_at").values_list(*RecordedJob._fields)[:limit]]


def last_stops(zone_id: UUID, at: datetime) -> dict[UUID, LastStop]:
    """By driver, what they were given last before `at`; nothing older than three hours."""
    given = Assignment.objects.filter(
        job__zone_id=zone_id, job__opened_at__gte=at - LONGEST_RUN, job__opened_at__lt=at, assigned_at__lt=at
    )
    fields = ("driver_id", "assigned_at", "ended_at", "job__dropoff_lat", "job__dropoff_lng")
    return {row[0]: LastStop(*row[1:]) for row in given.order_by("assigned_at").values_list(*fields)}
