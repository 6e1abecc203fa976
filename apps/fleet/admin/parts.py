"""What the pages of the fleet have in common: names, local clocks, and lists that begin with what waits."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.fleet.contracts import GateReason
from apps.fleet.models import Driver, Shift, Vehicle
from apps.geo import selectors as geo
from apps.kernel.markup import isolated, left_to_right, named, on_clock

ALL = "all"
# How a state looks in a list: what waits stands out.
COLOURS = {
    "submitted": "warning",
    "pending": "warning",
    "verified": "success",
    "approved": "success",
    "granted": "success",
    "active": "success",
    "earned": "success",
    "rejected": "danger",
    "refused": "danger",
    "expired": "danger",
    "suspended": "danger",
    "running": "info",
}


class ReadOnly:
    """Staff read; every change is an act of its own."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Kept:
    """What others may refer to is changed or ended, not deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    """By state; until one is chosen, or something is searched for, what waits for staff."""

    title = _("state")
    parameter_name = "state"
    field = "status"
    waiting = "submitted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self._searching = bool(request.GET.get("q"))
        return list(model_admin.model._meta.get_field(self.field).choices)

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in [*self.lookup_choices, (ALL, _("all"))]:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.chosen == str(value), "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.chosen == ALL else queryset.filter(**{self.field: self.chosen})

    @property
    def chosen(self) -> str:
        return self.value() or (ALL if self._searching else self.waiting)


class AllFirst(StateFilter):
    """By state; all of them until one is chosen."""

    waiting = ALL


class StateInWords:
    """On a page of its own the state is read, not coloured: `state_name`."""

    @admin.display(description=_("state"))
    def state_name(self, row: Any) -> str:
        return str(self.state(row)[1])  # type: ignore[attr-defined]


def said(reasons: Iterable[GateReason]) -> list[str]:
    """What keeps a driver from work, one line a reason; a plate reads left to right also in Arabic."""
    return [f"{reason.title} {_upright(reason)}".strip() for reason in reasons]


def _upright(reason: GateReason) -> str:
    return reason.detail.replace(reason.vehicle, left_to_right(reason.vehicle)) if reason.vehicle else reason.detail


def driver_link(driver: Driver) -> SafeString:
    page = reverse("admin:fleet_driver_change", args=[driver.pk])
    return format_html('<a class="text-link" href="{}"><bdi>{}</bdi></a>', page, named(driver.person))


def car(vehicle: Vehicle | None) -> str:
    return isolated(f"{vehicle.plate} · {vehicle.make} {vehicle.model}") if vehicle else "–"


def place(row: Shift | Any) -> str:
    return geo.zone(row.zone_id).name if row.zone_id else "–"


def coloured(state: str, label: object) -> tuple[str, object]:
    """For a column with `display(label=COLOURS)`."""
    return str(state), label


def local(zone_id: UUID, moment: datetime | None) -> str:
    """On the zone's own clock."""
    return on_clock(geo.zone(zone_id).time_zone, moment)


def typed_on_local_clock(zone_id: UUID, typed: dict, *names: str) -> dict:
    """The moments among what was typed, read on the zone's own clock."""
    there = ZoneInfo(geo.zone(zone_id).time_zone)
    return {name: typed[name].replace(tzinfo=there) for name in names if typed.get(name)}


def fragment(template: str, **context: object) -> SafeString:
    """A piece of a page; `mark_safe` is the template's."""
    return render_to_string(f"admin/fleet/{template}.html", context)


def once(field: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A page reads each of its fields several times: this one asks the database only once a row."""

    @wraps(field)
    def kept(page: Any, row: Any) -> Any:
        shown = row.__dict__.setdefault("_shown", {})
        if field.__name__ not in shown:
            shown[field.__name__] = field(page, row)
        return shown[field.__name__]

    return kept
