"""What staff do about the people of a ride, in the admin."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from apps.kernel.markup import isolated
from apps.kernel.transitions import TransitionRefused
from apps.rides.admin.parts import ReadOnly, ReasonForm
from apps.rides.models import SafetyAlert
from apps.rides.services import safety
from apps.rides.states import UNRESOLVED, AlertStatus


@admin.register(SafetyAlert)
class SafetyAlertAdmin(ReadOnly, ModelAdmin):
    list_display = ["opened_at", "kind", "person_name", "side", "ride_name", "status"]
    list_filter = ["status", "side", "opened_at"]
    list_select_related = ["person", "ride", "acknowledged_by", "resolved_by"]
    search_fields = ["=ride__id", "person__full_name", "person__phone"]
    ordering = ["-id"]
    show_full_result_count = False
    actions_detail = ["acknowledge", "resolve"]
    fields = [
        ("status", "kind"), ("person_name", "phone", "side"), "ride", "place", "opened_at",
        ("acknowledged_at", "acknowledged_by"), ("resolved_at", "resolved_by"), "note",
    ]  # fmt: skip
    readonly_fields = [
        "status", "kind", "person_name", "phone", "side", "ride", "place", "opened_at", "acknowledged_at",
        "acknowledged_by", "resolved_at", "resolved_by", "note",
    ]  # fmt: skip

    @admin.display(description=_("person"), ordering="person__full_name")
    def person_name(self, alert: SafetyAlert) -> str:
        return alert.person.full_name or isolated(alert.person)

    @admin.display(description=_("phone"))
    def phone(self, alert: SafetyAlert) -> str:
        return isolated(alert.person.phone)

    @admin.display(description=_("ride"))
    def ride_name(self, alert: SafetyAlert) -> str:
        return str(alert.ride)

    @admin.display(description=_("place of the call"))
    def place(self, alert: SafetyAlert) -> str:
        return isolated(f"{alert.lat:.5f}, {alert.lng:.5f}")

    @action(description=_("I am on it"), url_path="acknowledge", permissions=["acknowledge"])
    def acknowledge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The person is told that somebody of our team has seen the call.")
        return self._act(request, object_id, safety.acknowledge, _("I am on it"), explained)

    @action(description=_("Resolve"), url_path="resolve", permissions=["resolve"])
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The alert leaves the maps. Speak to the person first, and write down how it ended.")
        return self._act(request, object_id, safety.resolve, _("Resolve"), explained)

    def has_acknowledge_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_act(request, object_id, (AlertStatus.OPEN,))

    def has_resolve_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_act(request, object_id, UNRESOLVED)

    def has_change_permission(self, request: HttpRequest, obj: SafetyAlert | None = None) -> bool:
        return False

    def _may_act(self, request: HttpRequest, object_id: str | None, states: tuple[str, ...]) -> bool:
        may = request.user.has_perm(f"rides.{get_permission_codename('change', self.opts)}")
        return may and (object_id is None or SafetyAlert.objects.filter(pk=object_id, status__in=states).exists())

    def _act(
        self, request: HttpRequest, object_id: str, service: Callable[..., None], title: object, explained: object
    ) -> HttpResponse:
        alert = get_object_or_404(SafetyAlert.objects.select_related("ride__rider", "person"), pk=object_id)
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            self._do(
                request, service, staff_id=request.user.pk, alert_id=UUID(object_id), note=form.cleaned_data["note"]
            )
            return redirect("admin:rides_safetyalert_change", alert.pk)
        context = {"title": title, "explained": explained, "alert": alert, "form": form, "opts": self.opts}
        return TemplateResponse(
            request, "rides/admin/act_on_alert.html", self.admin_site.each_context(request) | context
        )

    def _do(self, request: HttpRequest, service: Callable[..., None], **asked: Any) -> None:
        try:
            service(**asked)
            self.message_user(request, _("Done."), messages.SUCCESS)
        except TransitionRefused as refused:
            self.message_user(request, refused.title, messages.ERROR)
