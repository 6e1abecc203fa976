"""Calls for help, for staff: to take, and to end with how it went."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.kernel.asking import me
from apps.kernel.markup import isolated, named, phone_link
from apps.rides.admin.parts import Acting, ReasonForm, moment
from apps.rides.models import SafetyAlert
from apps.rides.services import safety
from apps.rides.states import UNRESOLVED, AlertStatus


@admin.register(SafetyAlert)
class SafetyAlertAdmin(Acting):
    list_display = ["opened", "kind", "person_name", "side", "ride_name", "status"]
    list_filter = ["status", "side", "opened_at"]
    list_select_related = ["person", "ride", "acknowledged_by", "resolved_by"]
    search_fields = ["=ride__id", "person__full_name", "person__phone"]
    ordering = ["-id"]
    show_full_result_count = False
    actions_detail = ["acknowledge", "resolve"]
    fields = [
        ("status", "kind"), ("person_name", "side"), "phone", "ride", "place", "opened",
        ("acknowledged", "acknowledged_by"), ("resolved", "resolved_by"), "note",
    ]  # fmt: skip
    readonly_fields = [
        "status", "kind", "person_name", "phone", "side", "ride", "place", "opened", "acknowledged",
        "acknowledged_by", "resolved", "resolved_by", "note",
    ]  # fmt: skip

    opened = moment("opened_at", SafetyAlert._meta.get_field("opened_at").verbose_name)
    acknowledged = moment("acknowledged_at", SafetyAlert._meta.get_field("acknowledged_at").verbose_name)
    resolved = moment("resolved_at", SafetyAlert._meta.get_field("resolved_at").verbose_name)

    @admin.display(description=_("person"), ordering="person__full_name")
    def person_name(self, alert: SafetyAlert) -> str:
        return named(alert.person)

    @admin.display(description=_("phone"))
    def phone(self, alert: SafetyAlert) -> str:
        return phone_link(alert.person.phone)

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
        return self.may(request, object_id, status=AlertStatus.OPEN)

    def has_resolve_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, status__in=UNRESOLVED)

    def _act(
        self, request: HttpRequest, object_id: str, service: Callable[..., None], title: object, explained: object
    ) -> HttpResponse:
        alert = get_object_or_404(SafetyAlert.objects.select_related("ride__rider", "person"), pk=object_id)
        form = ReasonForm(request.POST or None)
        return self.ask_then_act(
            request,
            alert,
            lambda: service(staff_id=me(request), alert_id=alert.pk, **form.cleaned_data),
            form,
            title=title,
            explained=explained,
            facts=[(_("person"), named(alert.person)), (_("ride"), alert.ride)],
        )
