"""What the pages of rides have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.geo import selectors as geo
from apps.kernel.asking import Asking
from apps.kernel.markup import isolated, on_clock
from apps.rides.states import RideFlag


def moment(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column that shows `name`, of a ride or of what belongs to one, on the clock of where the ride begins."""

    @admin.display(description=label, ordering=name)
    def column(_admin: object, row: Any) -> str:
        ride = getattr(row, "ride", row)
        return on_clock(geo.zone(ride.zone_id).time_zone, getattr(row, name))

    return column


class ReadOnly:
    """Staff read; every change goes through a use case."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Acting(ReadOnly, Asking):
    """An act leads back to the page of the row."""

    def after(self, row: Any) -> str:
        return self.page_of(row)


class Part(ReadOnly):
    """Rows on another row's page: whoever may see the page sees them too."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def flag_name(flag: dict) -> str:
    return str(RideFlag(flag["code"]).label)


def figures(flag: dict) -> str:
    """What was measured, as it was kept: `metres 2300`."""
    words = [f"{name} {value}" for name, value in flag.items() if name != "code"]
    return isolated(f"({', '.join(words)})") if words else ""


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Kept in the audit trail. The rider and the driver do not see it."),
    )
