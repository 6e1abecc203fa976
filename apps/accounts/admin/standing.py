"""Riders who may not order, and what they say to it. Nothing happens by one click: each page asks once more."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.accounts import services
from apps.accounts.contracts import AppealStatus, Role
from apps.accounts.models import Person, RiderAppeal, RiderSuspension, RoleGrant
from apps.kernel.asking import Asking, AskingBeforeAdding, me
from apps.kernel.markup import Coloured, named


class SuspensionForm(forms.ModelForm):
    class Meta:
        model = RiderSuspension
        fields = ["person", "reason", "note"]

    def clean_person(self) -> Person:
        person = self.cleaned_data["person"]
        if not RoleGrant.objects.filter(person=person, role=Role.RIDER).exists():
            raise forms.ValidationError(services.NotARider.title)
        if RiderSuspension.objects.filter(person=person, lifted_at__isnull=True).exists():
            raise forms.ValidationError(services.SuspendedAlready.title)
        return person

    def validate_constraints(self) -> None:
        """The service does, in words."""


class OpenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("open", _("suspended now")), ("lifted", _("lifted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"open": {"lifted_at__isnull": True}, "lifted": {"lifted_at__isnull": False}}
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.register(RiderSuspension)
class RiderSuspensionAdmin(AskingBeforeAdding):
    form = SuspensionForm
    list_display = ["rider_name", "state", "reason", "at", "staff_name", "appeal_state"]
    list_filter = [OpenFilter, "reason"]
    list_select_related = ["person", "by", "lifted_by", "appeal"]
    search_fields = ["person__full_name", "person__phone"]
    autocomplete_fields = ["person"]
    ordering = ["-id"]
    actions_detail = ["lift"]

    def get_fields(self, request: HttpRequest, obj: RiderSuspension | None = None) -> list[str]:
        shown = ["rider_name", "state", "reason", "note", "at", "staff_name", "lifted_at", "lifted_by", "appeal_state"]
        return shown if obj else SuspensionForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: RiderSuspension | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    @admin.display(description=_("rider"), ordering="person__full_name")
    def rider_name(self, suspension: RiderSuspension) -> str:
        return named(suspension.person)

    @display(description=_("state"), label={"open": "warning", "lifted": "success"})
    def state(self, suspension: RiderSuspension) -> Coloured:
        lifted = suspension.lifted_at is not None
        return Coloured("lifted", _("lifted")) if lifted else Coloured("open", _("suspended now"))

    @admin.display(description=_("by"), ordering="by__full_name")
    def staff_name(self, suspension: RiderSuspension) -> str:
        return named(suspension.by)

    @admin.display(description=_("appeal"))
    def appeal_state(self, suspension: RiderSuspension) -> str:
        appeal = getattr(suspension, "appeal", None)
        return str(appeal.get_status_display()) if appeal else "–"

    def add(self, request: HttpRequest, form: Any) -> object:
        asked = form.cleaned_data
        return services.suspend_rider(
            person_id=asked["person"].pk, reason_code=asked["reason"], note=asked["note"], actor_id=me(request)
        )

    def words_before_adding(self, form: Any) -> dict[str, Any]:
        wanted = form.save(commit=False)
        explained = _(
            "The rider cannot order any more and is told the reason and the note. Requests that no driver has accepted "
            "are canceled free; a ride that has its driver goes on. They may still sign in, read and appeal once."
        )
        facts = [*_facts(wanted), (_("note"), wanted.note or "–")]
        return {"title": _("Suspend the rider"), "explained": explained, "facts": facts}

    @action(description=_("Lift the suspension"), url_path="lift", permissions=["lift"])
    def lift(self, request: HttpRequest, object_id: str) -> HttpResponse:
        suspension = get_object_or_404(RiderSuspension.objects.select_related("person"), pk=object_id)
        return self.ask_then_act(
            request,
            suspension,
            partial(services.reinstate_rider, suspension_id=suspension.pk, actor_id=me(request)),
            title=_("Lift the suspension"),
            explained=_("The rider may order again at once, and is told so."),
            facts=_facts(suspension),
        )

    def has_lift_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, lifted_at=None)


def _facts(suspension: RiderSuspension) -> list[tuple[object, object]]:
    return [(_("rider"), named(suspension.person)), (_("reason"), suspension.get_reason_display())]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=500, widget=UnfoldAdminTextareaWidget, help_text=_("The rider reads it.")
    )


@admin.register(RiderAppeal)
class RiderAppealAdmin(Asking):
    """The oldest that waits for a decision first."""

    list_display = ["submitted_at", "rider_name", "reason", "decision", "decided_by_name"]
    list_filter = ["status"]
    list_select_related = ["suspension__person", "decided_by"]
    search_fields = ["suspension__person__full_name", "suspension__person__phone"]
    ordering = ["decided_at", "id"]
    fields = readonly_fields = [
        "rider_name", "reason", "note", "text", "decision", "answer", "submitted_at", "decided_at", "decided_by_name",
    ]  # fmt: skip
    actions_detail = ["grant", "refuse"]

    @admin.display(description=_("rider"), ordering="suspension__person__full_name")
    def rider_name(self, appeal: RiderAppeal) -> str:
        return named(appeal.suspension.person)

    @admin.display(description=_("reason"))
    def reason(self, appeal: RiderAppeal) -> str:
        return str(appeal.suspension.get_reason_display())

    @admin.display(description=_("note"))
    def note(self, appeal: RiderAppeal) -> str:
        return appeal.suspension.note or "–"

    @display(description=_("status"), label={"submitted": "warning", "granted": "success", "refused": "danger"})
    def decision(self, appeal: RiderAppeal) -> Coloured:
        return Coloured(appeal.status, appeal.get_status_display())

    @admin.display(description=_("decided by"), ordering="decided_by__full_name")
    def decided_by_name(self, appeal: RiderAppeal) -> str:
        return named(appeal.decided_by)

    @action(description=_("Grant"), url_path="grant", permissions=["decide"])
    def grant(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The suspension is lifted now. The rider is told that they may order again.")
        return self._decide(request, object_id, services.grant_appeal, _("Grant"), explained)

    @action(description=_("Refuse"), url_path="refuse", permissions=["decide"])
    def refuse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The suspension stays. The rider is told your answer, and cannot appeal again.")
        return self._decide(request, object_id, services.refuse_appeal, _("Refuse"), explained)

    def has_decide_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, status=AppealStatus.SUBMITTED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def _decide(
        self, request: HttpRequest, object_id: str, decide: Callable[..., object], title: object, explained: object
    ) -> HttpResponse:
        appeal = get_object_or_404(RiderAppeal.objects.select_related("suspension__person"), pk=object_id)
        form = AnswerForm(request.POST or None)
        return self.ask_then_act(
            request,
            appeal,
            lambda: decide(appeal_id=appeal.pk, actor_id=me(request), **form.cleaned_data),
            form,
            title=title,
            explained=explained,
            facts=[*_facts(appeal.suspension), (_("text"), appeal.text)],
        )
