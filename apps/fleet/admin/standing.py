"""Suspensions, to read and to lift; appeals, to decide."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.accounts.contracts import AppealStatus
from apps.fleet import services
from apps.fleet.admin.acts import TOLD, Act, ActsAdmin
from apps.fleet.admin.parts import COLOURS, ReadOnly, StateFilter, StateInWords, coloured, driver_link
from apps.fleet.models import Appeal, Suspension
from apps.kernel.asking import me
from apps.kernel.markup import named

OPEN, LIFTED = "open", "lifted"


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=500, widget=UnfoldAdminTextareaWidget, help_text=TOLD)


class OpenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [(OPEN, _("in force")), (LIFTED, _("lifted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(lifted_at__isnull=self.value() == OPEN) if self.value() else queryset


@admin.register(Suspension)
class SuspensionAdmin(ReadOnly, StateInWords, ActsAdmin):
    list_display = ["driver_name", "reason", "at", "by_name", "state", "appeal_state"]
    list_filter = [OpenFilter, "reason", "at"]
    search_fields = ["driver__person__full_name", "driver__person__phone"]
    ordering = ["-at"]
    fields = [
        "driver_page",
        "state_name",
        "reason",
        "note",
        "at",
        "by_name",
        "lifted_at",
        "lifted_by_name",
        "appeal_state",
    ]
    readonly_fields = ["driver_page", "state_name", "by_name", "lifted_by_name", "appeal_state"]
    actions_detail = ["lift"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suspension]:
        return super().get_queryset(request).select_related("driver__person", "by", "lifted_by", "appeal")

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, suspension: Suspension) -> str:
        return named(suspension.driver.person)

    @admin.display(description=_("driver"))
    def driver_page(self, suspension: Suspension) -> SafeString:
        return driver_link(suspension.driver)

    @admin.display(description=_("by"), ordering="by__full_name")
    def by_name(self, suspension: Suspension) -> str:
        return named(suspension.by)

    @admin.display(description=_("lifted by"))
    def lifted_by_name(self, suspension: Suspension) -> str:
        return named(suspension.lifted_by)

    @display(description=_("state"), ordering="lifted_at", label={OPEN: "danger", LIFTED: "success"})
    def state(self, suspension: Suspension) -> tuple[str, object]:
        return (LIFTED, _("lifted")) if suspension.lifted_at else (OPEN, _("in force"))

    @admin.display(description=_("appeal"))
    def appeal_state(self, suspension: Suspension) -> str:
        appeal = getattr(suspension, "appeal", None)
        return appeal.get_status_display() if appeal else "–"

    @action(description=_("Lift"), url_path="lift", permissions=["lift"], variant=ActionVariant.PRIMARY)
    def lift(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Lift"),
            explained=_("The suspension is lifted; the driver is told and may go online."),
            do=partial(services.reinstate, driver_id=row.driver_id, actor_id=me(request)),
            facts=_facts(row),
            obstacles=[_("It is lifted already.")] if row.lifted_at else (),
        )
        return self.act(request, row, act)

    def has_lift_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        may = request.user.has_perm("fleet.change_driver")
        row = self.get_object(request, str(object_id)) if may and object_id else None
        return may and (row is None or row.lifted_at is None or request.method == "POST")

    def too_late(self, row: Suspension) -> str:
        return str(_("It is lifted already."))


@admin.register(Appeal)
class AppealAdmin(ReadOnly, StateInWords, ActsAdmin):
    list_display = ["driver_name", "why", "submitted_at", "state", "decided_by_name"]
    list_filter = [StateFilter, "suspension__reason"]
    search_fields = ["suspension__driver__person__full_name", "suspension__driver__person__phone"]
    ordering = ["submitted_at", "id"]
    list_before_template = "admin/fleet/none_waits.html"
    fields = [
        "driver_page",
        "why",
        "said",
        "text",
        "submitted_at",
        "state_name",
        "answer",
        "decided_at",
        "decided_by_name",
    ]
    readonly_fields = ["driver_page", "why", "said", "state_name", "decided_by_name"]
    actions_detail = ["grant", "refuse"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        return super().get_queryset(request).select_related("suspension__driver__person", "decided_by")

    @admin.display(description=_("driver"), ordering="suspension__driver__person__full_name")
    def driver_name(self, appeal: Appeal) -> str:
        return named(appeal.suspension.driver.person)

    @admin.display(description=_("driver"))
    def driver_page(self, appeal: Appeal) -> SafeString:
        return driver_link(appeal.suspension.driver)

    @admin.display(description=_("suspended for"), ordering="suspension__reason")
    def why(self, appeal: Appeal) -> str:
        return appeal.suspension.get_reason_display()

    @admin.display(description=_("what the driver was told"))
    def said(self, appeal: Appeal) -> str:
        return appeal.suspension.note or "–"

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, appeal: Appeal) -> tuple[str, object]:
        return coloured(appeal.status, appeal.get_status_display())

    @admin.display(description=_("decided by"))
    def decided_by_name(self, appeal: Appeal) -> str:
        return named(appeal.decided_by)

    @action(description=_("Grant"), url_path="grant", permissions=["decide"], variant=ActionVariant.PRIMARY)
    def grant(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Grant"),
            explained=_("The suspension is lifted; the driver is told and may go online."),
            do=partial(services.grant_appeal, appeal_id=row.pk, actor_id=me(request)),
            form=AnswerForm,
            facts=[*_facts(row.suspension), (_("appeal"), row.text)],
        )
        return self.act(request, row, act)

    @action(description=_("Refuse"), url_path="refuse", permissions=["decide"], variant=ActionVariant.DANGER)
    def refuse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Refuse"),
            explained=_("The suspension stays. There is no second appeal against it."),
            do=partial(services.refuse_appeal, appeal_id=row.pk, actor_id=me(request)),
            form=AnswerForm,
            facts=[*_facts(row.suspension), (_("appeal"), row.text)],
            danger=True,
        )
        return self.act(request, row, act)

    def has_decide_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, AppealStatus.SUBMITTED)


def _facts(suspension: Suspension) -> list[tuple[object, object]]:
    facts = [
        (_("driver"), named(suspension.driver.person)),
        (_("suspended for"), suspension.get_reason_display()),
        (_("since"), formats.date_format(suspension.at, "SHORT_DATETIME_FORMAT")),
        (_("what the driver was told"), suspension.note),
    ]
    return [fact for fact in facts if fact[1]]
