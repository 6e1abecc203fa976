"""Drivers with what they drive and owe; suspended and let back in with a reason. Shifts are only looked at."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.fleet import selectors, services
from apps.fleet.admin.acts import Act, ActsAdmin, because
from apps.fleet.admin.parts import (
    COLOURS,
    AllFirst,
    ReadOnly,
    StateInWords,
    car,
    coloured,
    fragment,
    once,
    place,
    said,
)
from apps.fleet.models import Driver, Shift, Suspension, Vehicle
from apps.fleet.states import DriverStatus, SuspensionReason
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named


class Vehicles(ReadOnly, TabularInline):
    model = Vehicle
    fields = readonly_fields = ["registration", "category", "seats", "year", "status", "active"]
    ordering = ["-active", "id"]
    extra = 0
    show_change_link = True
    hide_title = True

    @admin.display(description=_("vehicle"))
    def registration(self, vehicle: Vehicle) -> str:
        return car(vehicle)


class Suspensions(ReadOnly, TabularInline):
    model = Suspension
    fields = readonly_fields = ["at", "reason", "note", "by", "lifted_at", "lifted_by"]
    ordering = ["-at"]
    extra = 0
    show_change_link = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suspension]:
        return super().get_queryset(request).select_related("by", "lifted_by", "driver__person")


@admin.register(Driver)
class DriverAdmin(ReadOnly, StateInWords, ActsAdmin):
    list_display = ["name", "phone", "vehicle", "online", "zone", "state", "rating"]
    list_filter = [AllFirst, "market"]
    search_fields = ["person__full_name", "person__phone", "vehicles__plate"]
    ordering = ["person__full_name", "id"]
    inlines = [Vehicles, Suspensions]
    actions_detail = ["suspend", "reinstate"]
    fieldsets = [
        (None, {"fields": ["name", "phone", "market", "state_name", "stars", "joined_at"]}),
        (_("Work"), {"fields": ["obstacles"]}),
        (_("Documents"), {"fields": ["papers"]}),
    ]
    readonly_fields = ["name", "phone", "state_name", "stars", "obstacles", "papers"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Driver]:
        return super().get_queryset(request).select_related("person", "market")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        driven = Prefetch("vehicles", Vehicle.objects.filter(active=True), to_attr="driven")
        open_shifts = Prefetch("shifts", Shift.objects.filter(ended_at=None), to_attr="open_shifts")
        changelist.result_list = changelist.result_list.prefetch_related(driven, open_shifts)
        return changelist

    @admin.display(description=_("driver"), ordering="person__full_name")
    def name(self, driver: Driver) -> str:
        return named(driver.person)

    @admin.display(description=_("phone"), ordering="person__phone")
    def phone(self, driver: Driver) -> str:
        return isolated(driver.person.phone)

    @admin.display(description=_("vehicle"))
    def vehicle(self, driver: Any) -> str:
        return car(driver.driven[0]) if driver.driven else "–"

    @admin.display(description=_("online"), boolean=True)
    def online(self, driver: Any) -> bool:
        return bool(driver.open_shifts)

    @admin.display(description=_("zone"))
    def zone(self, driver: Any) -> str:
        return place(driver.open_shifts[0]) if driver.open_shifts else "–"

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, driver: Driver) -> tuple[str, object]:
        return coloured(driver.status, driver.get_status_display())

    @admin.display(description=_("rating"))
    def stars(self, driver: Driver) -> str:
        return isolated(f"{driver.rating} ({driver.rated})")

    @admin.display(description=_("what keeps them from going online"))
    @once
    def obstacles(self, driver: Driver) -> SafeString:
        return fragment("obstacles", obstacles=said(selectors.refusals_of(driver)))

    @admin.display(description=_("documents"))
    @once
    def papers(self, driver: Driver) -> SafeString:
        return fragment("papers", slots=selectors.slots_of(driver))

    @action(description=_("Suspend"), url_path="suspend", permissions=["suspend"], variant=ActionVariant.DANGER)
    def suspend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Suspend"),
            explained=_("No more work from now on; a ride under way is finished. The driver is told, and may appeal."),
            do=partial(services.suspend, driver_id=row.pk, actor_id=me(request)),
            form=because(SuspensionReason.choices, "reason_code"),
            facts=_facts(row),
            danger=True,
        )
        return self.act(request, row, act)

    @action(description=_("Reinstate"), url_path="reinstate", permissions=["reinstate"], variant=ActionVariant.PRIMARY)
    def reinstate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Reinstate"),
            explained=_("The suspension is lifted; the driver is told and may go online."),
            do=partial(services.reinstate, driver_id=row.pk, actor_id=me(request)),
            facts=_facts(row),
        )
        return self.act(request, row, act)

    def has_suspend_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, DriverStatus.ACTIVE, DriverStatus.PENDING)

    def has_reinstate_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, DriverStatus.SUSPENDED)


@admin.register(Shift)
class ShiftAdmin(ReadOnly, ModelAdmin):
    list_display = ["driver", "place", "car", "started_at", "ended_at", "occupied", "end_reason"]
    list_filter = ["zone"]
    list_select_related = ["driver__person", "vehicle"]
    search_fields = ["driver__person__full_name"]
    ordering = ["-started_at"]
    fields = ["driver", "car", "place", "started_at", "ended_at", "occupied", "end_reason"]
    readonly_fields = ["car", "place"]

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, shift: Shift) -> str:
        return place(shift)

    @admin.display(description=_("vehicle"), ordering="vehicle__plate")
    def car(self, shift: Shift) -> str:
        return car(shift.vehicle)


def _facts(driver: Driver) -> list[tuple[object, object]]:
    return [(_("driver"), named(driver.person)), (_("phone"), isolated(driver.person.phone))]
