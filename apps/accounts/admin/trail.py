"""The audit trail for staff: who did what to whom, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.accounts.admin.deeds import DEEDS
from apps.accounts.models import AuditLine

# What a line may be about, and which model has its row and page. Most of them lie above us: they are only names.
_SUBJECTS = {
    "person": (_("Person"), "accounts.person"),
    "driver": (_("Driver"), "accounts.person"),  # a driver has the person's id
    "ride": (_("Ride"), "rides.ride"),
    "job": (_("Job"), "dispatch.job"),
    "zone": (_("Zone"), "geo.zone"),
    "policy": (_("Matching policy"), "dispatch.policy"),
    "announcement": (_("Announcement"), "notifications.announcement"),
    "hotspot": (_("Hotspot"), "fleet.hotspot"),
    "incentive": (_("Incentive"), "fleet.incentivepolicy"),
    "promo": (_("Promotion"), "pricing.promo"),
    "holiday": (_("Public holiday"), "pricing.holiday"),
    "tariff": (_("Tariff"), "pricing.tariffversion"),
    "cancellation_policy": (_("Cancellation policy"), "pricing.cancellationpolicy"),
    "commission_policy": (_("Commission policy"), "pricing.commissionpolicy"),
    "adjustment_cap": (_("Cap on what is given back"), "rides.adjustmentcap"),
    "market": (_("Market"), "geo.market"),
}
_PAGES = {"driver": "fleet.driver"}  # where it is another's than the row's
_NAMED_BY = {"dispatch.policy": ["zone"]}  # what its name asks for
_WHOSE_NAME = {"dispatch.job": ("rides.ride", "ref")}  # who has no name of its own, and what it is there for
_SAYS_IT_ITSELF = ("what", "code")  # details that name the subject as it was then


def _id(ref: str) -> UUID | None:
    try:
        return UUID(ref)
    except ValueError:
        return None


def _names(model: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """In one query for all of them; in a second one where another row has the name."""
    rows = apps.get_model(model)._base_manager.select_related(*_NAMED_BY.get(model, [None])).in_bulk(set(ids))
    if model not in _WHOSE_NAME:
        return {pk: str(row) for pk, row in rows.items()}
    other, field = _WHOSE_NAME[model]
    names = _names(other, (getattr(row, field) for row in rows.values()))
    return {pk: names[ref] for pk, row in rows.items() if (ref := getattr(row, field)) in names}


def _name_subjects(lines: list[Any]) -> None:
    """A query for each model that they are about, not for each line."""
    wanted = defaultdict(set)
    for line in lines:
        kind, _colon, ref = line.subject.partition(":")
        line.subject_name = next((line.details[key] for key in _SAYS_IT_ITSELF if line.details.get(key)), "")
        line.about_row = (_SUBJECTS[kind][1], _id(ref)) if kind in _SUBJECTS else ("", None)
        model, row_id = line.about_row
        if row_id and not line.subject_name:
            wanted[model].add(row_id)
    names = {model: _names(model, ids) for model, ids in wanted.items()}
    for line in lines:
        model, row_id = line.about_row
        line.subject_name = line.subject_name or names.get(model, {}).get(row_id, "")


def _page(kind: str, model: str, ref: str) -> str:
    return reverse(f"admin:{_PAGES.get(kind, model).replace('.', '_')}_change", args=[ref])


class DeedFilter(admin.AllValuesFieldListFilter):
    """Those that were done, in words."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            action = str(choice["display"])
            yield {**choice, "display": str(DEEDS.get(action, action))}


@admin.register(AuditLine)
class AuditLineAdmin(ModelAdmin):
    list_display = ["at", "actor", "deed", "about"]
    fields = ["at", "actor", "deed", "about", "details"]
    readonly_fields = ["deed", "about"]
    list_filter = [("action", DeedFilter)]
    search_fields = ["subject", "action", "actor__full_name", "actor__email"]
    list_select_related = ["actor"]
    date_hierarchy = "at"
    ordering = ["-id"]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        _name_subjects(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditLine | None:
        line = super().get_object(request, object_id, from_field)
        _name_subjects([line] if line else [])
        return line

    @admin.display(description=_("action"), ordering="action")
    def deed(self, line: AuditLine) -> str:
        return str(DEEDS.get(line.action, line.action))

    @admin.display(description=_("subject"), ordering="subject")
    def about(self, line: Any) -> str:
        kind, _colon, ref = line.subject.partition(":")
        title, model = _SUBJECTS.get(kind, (kind, ""))
        short = ref[-8:] if _id(ref) else ref
        text = format_html("{} <bdi>{}</bdi>", title, line.subject_name or short)
        try:
            return format_html('<a class="text-link" href="{}">{}</a>', _page(kind, model, ref), text)
        except NoReverseMatch:
            return text

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditLine | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditLine | None = None) -> bool:
        return False
