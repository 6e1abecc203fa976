"""What the pages of rides have in common."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.kernel.asking import Asking
from apps.kernel.markup import isolated
from apps.rides.states import RideFlag


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
