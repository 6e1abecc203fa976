"""Vehicles: what waits to be checked, its papers, and the decision."""

from functools import partial

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from apps.fleet import selectors, services
from apps.fleet.admin.acts import Act, ActsAdmin, because
from apps.fleet.admin.parts import (
    COLOURS,
    Kept,
    StateFilter,
    StateInWords,
    car,
    coloured,
    driver_link,
    fragment,
    once,
)
from apps.fleet.models import Vehicle
from apps.fleet.states import Colour, VehicleReason, VehicleStatus
from apps.geo.contracts import Category
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named

DETAILS = ["make", "model", "colour", "seats", "year"]


class VehicleForm(forms.ModelForm):
    """A vehicle that a driver brings to the office; it waits to be checked like any other."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if "colour" in self.fields:  # who may only look has no fields
            kept = self.instance.colour
            other = [] if kept in Colour.values else [(kept, kept)]
            self.fields["colour"] = forms.ChoiceField(
                label=_("colour"), choices=[*other, *Colour.choices], widget=UnfoldAdminSelectWidget
            )

    def clean(self) -> dict:
        typed = super().clean() or {}
        if typed.get("driver") and typed.get("category") and typed.get("seats"):
            fitting = Vehicle(**{name: typed.get(name) for name in ("driver", "category", "seats", "year")})
            try:
                services.check_category(fitting)
            except services.VehicleUnfit as unfit:
                self.add_error("category", str(unfit.title))
        return typed


@admin.register(Vehicle)
class VehicleAdmin(Kept, StateInWords, ActsAdmin):
    form = VehicleForm
    list_display = ["registration", "make", "model", "category", "driver_name", "state", "active"]
    list_filter = [StateFilter, "category", "active"]
    list_select_related = ["driver__person"]
    search_fields = ["plate", "driver__person__full_name", "driver__person__phone"]
    ordering = ["id"]
    list_before_template = "admin/fleet/none_waits.html"
    autocomplete_fields = ["driver"]
    actions_detail = ["approve", "reject", "retire"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vehicle]:
        return super().get_queryset(request).select_related("driver__person", "driver__market")

    def get_fieldsets(self, request: HttpRequest, obj: Vehicle | None = None) -> list:
        if obj is None:
            return [(None, {"fields": ["driver", "plate", "category", *DETAILS]})]
        standing = ["driver_page", "registration", "category_name", "serves", "state_name", "active", "reason", "note"]
        return [
            (None, {"fields": standing}),
            (_("Details"), {"fields": DETAILS}),
            (_("Documents"), {"fields": ["papers"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Vehicle | None = None) -> list[str]:
        if obj is None:
            return []
        return [
            "driver_page",
            "registration",
            "category_name",
            "serves",
            "state_name",
            "active",
            "reason",
            "note",
            "papers",
        ]

    @admin.display(description=_("plate"), ordering="plate")
    def registration(self, vehicle: Vehicle) -> str:
        return isolated(vehicle.plate)

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, vehicle: Vehicle) -> str:
        return named(vehicle.driver.person)

    @admin.display(description=_("driver"))
    def driver_page(self, vehicle: Vehicle) -> SafeString:
        return driver_link(vehicle.driver)

    @admin.display(description=_("category"))
    def category_name(self, vehicle: Vehicle) -> str:
        return vehicle.get_category_display()

    @admin.display(description=_("also serves"))
    def serves(self, vehicle: Vehicle) -> str:
        return ", ".join(str(Category(code).label) for code in vehicle.also_serves) or "–"

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, vehicle: Vehicle) -> tuple[str, object]:
        return coloured(vehicle.status, vehicle.get_status_display())

    @admin.display(description=_("documents"))
    @once
    def papers(self, vehicle: Vehicle) -> SafeString:
        slots = selectors.slots_of(vehicle.driver)
        return fragment("papers", slots=[slot for slot in slots if slot.vehicle_id == vehicle.pk])

    def save_model(self, request: HttpRequest, obj: Vehicle, form: forms.ModelForm, change: bool) -> None:
        if change:
            Vehicle.objects.filter(pk=obj.pk).update(**{name: getattr(obj, name) for name in form.changed_data})
        else:
            obj.status, obj.active = VehicleStatus.SUBMITTED, False
            obj.save(force_insert=True)

    @action(description=_("Approve"), url_path="approve", permissions=["approve"], variant=ActionVariant.PRIMARY)
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Approve"),
            explained=_("The driver may work with it once its documents are verified, and is told."),
            do=partial(services.approve_vehicle, vehicle_id=row.pk, actor_id=me(request)),
            facts=_facts(row),
        )
        return self.act(request, row, act)

    @action(description=_("Reject"), url_path="reject", permissions=["reject"], variant=ActionVariant.DANGER)
    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Reject"),
            explained=_("The driver is told why. A shift with this vehicle ends after the ride under way."),
            do=partial(services.reject_vehicle, vehicle_id=row.pk, actor_id=me(request)),
            form=because(VehicleReason.choices),
            facts=_facts(row),
            danger=True,
        )
        return self.act(request, row, act)

    @action(description=_("Retire"), url_path="retire", permissions=["retire"], variant=ActionVariant.DANGER)
    def retire(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Retire"),
            explained=_("The driver does not have it any more. Its plate is free again."),
            do=partial(services.retire_vehicle, driver_id=row.driver_id, vehicle_id=row.pk, actor_id=me(request)),
            facts=_facts(row),
            obstacles=_in_use(row),
            danger=True,
        )
        return self.act(request, row, act)

    def has_approve_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, VehicleStatus.SUBMITTED)

    def has_reject_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, VehicleStatus.SUBMITTED, VehicleStatus.APPROVED)

    def has_retire_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, VehicleStatus.APPROVED, VehicleStatus.REJECTED)


def _in_use(vehicle: Vehicle) -> list[object]:
    shift = selectors.open_shift(vehicle.driver_id)
    return [_("The driver is online with it.")] if shift and shift.vehicle_id == vehicle.pk else []


def _facts(vehicle: Vehicle) -> list[tuple[object, object]]:
    return [
        (_("vehicle"), car(vehicle)),
        (_("driver"), named(vehicle.driver.person)),
        (_("category"), vehicle.get_category_display()),
        (_("seats"), vehicle.seats),
        (_("year of first registration"), vehicle.year or "–"),
    ]
