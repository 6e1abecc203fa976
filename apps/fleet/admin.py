"""Drivers are approved and suspended here; shifts are only looked at."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from apps.fleet import services
from apps.fleet.models import Driver, Shift, Vehicle
from apps.geo import selectors as geo
from apps.kernel.markup import isolated
from apps.kernel.transitions import TransitionRefused


def _car(vehicle: Vehicle) -> str:
    return isolated(f"{vehicle.plate} · {vehicle.make} {vehicle.model}")


def _place(shift: Shift) -> str:
    return geo.zone(shift.zone_id).name if shift.zone_id else "–"


class VehicleInline(TabularInline):
    model = Vehicle
    extra = 0


@admin.register(Driver)
class DriverAdmin(ModelAdmin):
    list_display = ["name", "phone", "vehicle", "online", "zone", "status", "rating"]
    list_filter = ["status"]
    list_select_related = ["person"]
    search_fields = ["person__full_name", "person__phone", "vehicles__plate"]
    fields = ["name", "phone", "status", "rating", "joined_at"]
    readonly_fields = ["name", "phone", "status", "joined_at"]
    inlines = [VehicleInline]
    actions = ["reinstate", "suspend"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Driver]:
        driven = Prefetch("vehicles", Vehicle.objects.filter(active=True), to_attr="driven")
        open_shifts = Prefetch("shifts", Shift.objects.filter(ended_at=None), to_attr="open_shifts")
        return super().get_queryset(request).select_related("person").prefetch_related(driven, open_shifts)

    @admin.display(description=_("driver"), ordering="person__full_name")
    def name(self, driver: Driver) -> str:
        return driver.person.full_name or isolated(driver)

    @admin.display(description=_("phone"), ordering="person__phone")
    def phone(self, driver: Driver) -> str:
        return isolated(driver.person.phone)

    @admin.display(description=_("vehicle"))
    def vehicle(self, driver: Any) -> str:
        return _car(driver.driven[0]) if driver.driven else "–"

    @admin.display(description=_("online"), boolean=True)
    def online(self, driver: Any) -> bool:
        return bool(driver.open_shifts)

    @admin.display(description=_("zone"))
    def zone(self, driver: Any) -> str:
        return _place(driver.open_shifts[0]) if driver.open_shifts else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Driver | None = None) -> bool:
        return False

    @admin.action(description=_("Reinstate"), permissions=["change"])
    def reinstate(self, request: HttpRequest, drivers: QuerySet[Driver]) -> None:
        self._each(request, drivers, services.reinstate)

    @admin.action(description=_("Suspend"), permissions=["change"])
    def suspend(self, request: HttpRequest, drivers: QuerySet[Driver]) -> None:
        self._each(request, drivers, services.suspend)

    def _each(self, request: HttpRequest, drivers: QuerySet[Driver], change) -> None:
        for driver in drivers:
            try:
                change(driver_id=driver.id, actor_id=request.user.pk)
            except TransitionRefused as refused:
                messages.warning(request, f"{driver}: {refused.title}")
            else:
                messages.success(request, str(driver))


@admin.register(Vehicle)
class VehicleAdmin(ModelAdmin):
    list_display = ["registration", "make", "model", "category", "driver", "active"]
    list_filter = ["category", "active"]
    list_select_related = ["driver__person"]
    search_fields = ["plate", "driver__person__full_name"]
    autocomplete_fields = ["driver"]

    @admin.display(description=_("plate"), ordering="plate")
    def registration(self, vehicle: Vehicle) -> str:
        return isolated(vehicle.plate)

    def has_delete_permission(self, request: HttpRequest, obj: Vehicle | None = None) -> bool:
        return False


@admin.register(Shift)
class ShiftAdmin(ModelAdmin):
    list_display = ["driver", "place", "car", "started_at", "ended_at", "occupied"]
    list_filter = ["zone"]
    list_select_related = ["driver__person", "vehicle"]
    search_fields = ["driver__person__full_name"]
    fields = ["driver", "car", "place", "started_at", "ended_at", "occupied"]
    readonly_fields = ["car", "place"]

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, shift: Shift) -> str:
        return _place(shift)

    @admin.display(description=_("vehicle"), ordering="vehicle__plate")
    def car(self, shift: Shift) -> str:
        return _car(shift.vehicle)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Shift | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Shift | None = None) -> bool:
        return False
