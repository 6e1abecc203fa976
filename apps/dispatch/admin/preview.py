"""A policy that is not in force yet, replayed on a recorded hour."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.dispatch import selectors, services
from apps.dispatch.models import POLICY_FIELDS, Policy
from apps.geo import selectors as geo

FIGURES = {
    "served_pct": (gettext_lazy("Jobs served (%)"), 1),
    "pickup_eta_mean_s": (gettext_lazy("Mean time to the pickup (s)"), 0),
    "pickup_eta_p95_s": (gettext_lazy("Time to the pickup, longest but for 5 in 100 (s)"), 0),
    "wait_mean_s": (gettext_lazy("Mean wait from the request to the car (s)"), 0),
    "idle_km_per_trip": (gettext_lazy("Empty kilometres a trip"), 2),
}


class Row(NamedTuple):
    """One figure, rounded to `digits`; None where nobody was served."""

    label: str
    digits: int
    in_force: float | None
    draft: float | None

    @property
    def change(self) -> float | None:
        return None if self.in_force is None or self.draft is None else self.draft - self.in_force


class Hour(NamedTuple):
    """A choice: `value` says zone and beginning."""

    value: str
    label: str


def hours(zone_id: UUID | None) -> list[Hour]:
    """The busiest recorded ones, on their zone's clock."""
    return [_hour(found, named=zone_id is None) for found in selectors.recorded_hours(zone_id)]


def counts(draft: Policy, in_force: Policy) -> bool:
    """Whether any change makes a difference in a replay."""
    return any(getattr(draft, name) != getattr(in_force, name) for name in services.REPLAYED_FIELDS)


def ignored() -> list[str]:
    """Settings that a replay knows nothing about, by name."""
    return [name for name in POLICY_FIELDS if name not in services.REPLAYED_FIELDS]


def replay(draft: Policy, hour: str) -> services.Preview | None:
    """Raises BadRequest when `hour` is none of `hours`' values, or of a zone that the policy is not for."""
    zone_ref, _separator, began = hour.partition("|")
    try:
        zone_id, since = geo.zone(zone_ref).id, datetime.fromisoformat(began)
    except (geo.NoSuchZone, ValueError):
        raise BadRequest("hour") from None
    if since.tzinfo is None or draft.zone_id not in (None, zone_id):
        raise BadRequest("hour")
    return services.preview_policy(draft=draft, zone_id=zone_id, since=since)


def rows(found: services.Preview) -> Iterator[Row]:
    for name, (label, digits) in FIGURES.items():
        yield Row(str(label), digits, getattr(found.in_force, name), getattr(found.draft, name))


def _hour(found: selectors.RecordedHour, *, named: bool) -> Hour:
    zone = geo.zone(found.zone_id)
    local = found.since.astimezone(ZoneInfo(zone.time_zone))
    words = [zone.name] if named else []
    jobs = ngettext("%(jobs)s job", "%(jobs)s jobs", found.jobs) % {"jobs": found.jobs}
    words += [f"{local:%Y-%m-%d %H:%M}", jobs]
    return Hour(f"{found.zone_id}|{found.since.isoformat()}", " · ".join(words))
