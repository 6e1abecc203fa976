"""Drivers are approved and suspended here; shifts are only looked at."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from apps.fleet import services
from apps.fleet.models import Driver, Shift, Vehicle
from apps.kernel.transitions import TransitionRefused


class VehicleInline(TabularInline):
    model = Vehicle
    extra = 0


@admin.register(Driver)
class DriverAdmin(ModelAdmin):
    list_display = ["person", "status", "rating", "joined_at"]
    list_filter = ["status"]
    list_select_related = ["person"]
    search_fields = ["person__full_name", "person__phone", "vehicles__plate"]
    readonly_fields = ["id", "person", "status", "joined_at"]
    inlines = [VehicleInline]
    actions = ["approve", "suspend"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Driver | None = None) -> bool:
        return False

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, drivers: QuerySet[Driver]) -> None:
        self._each(request, drivers, services.approve)

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
    list_display = ["plate", "make", "model", "category", "driver", "active"]
    list_filter = ["category", "active"]
    list_select_related = ["driver__person"]
    search_fields = ["plate", "driver__person__full_name"]
    autocomplete_fields = ["driver"]

    def has_delete_permission(self, request: HttpRequest, obj: Vehicle | None = None) -> bool:
        return False


@admin.register(Shift)
class ShiftAdmin(ModelAdmin):
    list_display = ["driver", "zone", "started_at", "ended_at", "occupied"]
    list_filter = ["zone"]
    list_select_related = ["driver__person", "zone"]
    search_fields = ["driver__person__full_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Shift | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Shift | None = None) -> bool:
        return False
