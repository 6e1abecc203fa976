"""Who wants to drive: the person, the vehicle, the documents, what is missing; and the decision."""

from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.fleet import selectors, services
from apps.fleet.admin.acts import Act, ActsAdmin, because
from apps.fleet.admin.parts import (
    COLOURS,
    ReadOnly,
    StateFilter,
    StateInWords,
    car,
    coloured,
    driver_link,
    fragment,
    once,
    place,
    said,
)
from apps.fleet.models import DriverApplication
from apps.fleet.states import OPEN_APPLICATION, ApplicationReason, ApplicationStatus, Colour, VehicleStatus
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named


@admin.register(DriverApplication)
class DriverApplicationAdmin(ReadOnly, StateInWords, ActsAdmin):
    list_display = ["person", "zone_name", "vehicle_name", "created_at", "submitted_at", "state"]
    list_filter = [StateFilter, "zone"]
    list_select_related = ["driver__person", "vehicle"]
    search_fields = ["driver__person__full_name", "driver__person__phone", "vehicle__plate"]
    ordering = ["submitted_at", "id"]
    show_full_result_count = False
    list_before_template = "admin/fleet/none_waits.html"
    actions_detail = ["approve", "reject"]
    fieldsets = [
        (None, {"fields": ["driver_page", "phone", "zone_name", "state_name", "reason", "note", "decided_by_name"]}),
        (_("Vehicle"), {"fields": ["vehicle_name", "vehicle_details"]}),
        (_("Documents"), {"fields": ["missing", "papers"]}),
        (_("Dates"), {"fields": ["created_at", "submitted_at", "decided_at"]}),
    ]
    readonly_fields = [
        "driver_page", "phone", "zone_name", "state_name", "decided_by_name", "vehicle_name", "vehicle_details",
        "missing", "papers",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[DriverApplication]:
        return super().get_queryset(request).select_related("driver__person", "driver__market", "vehicle", "decided_by")

    @admin.display(description=_("person"), ordering="driver__person__full_name")
    def person(self, application: DriverApplication) -> str:
        return named(application.driver.person)

    @admin.display(description=_("person"))
    def driver_page(self, application: DriverApplication) -> SafeString:
        return driver_link(application.driver)

    @admin.display(description=_("phone"))
    def phone(self, application: DriverApplication) -> str:
        return isolated(application.driver.person.phone)

    @admin.display(description=_("zone"), ordering="zone__slug")
    def zone_name(self, application: DriverApplication) -> str:
        return place(application)

    @admin.display(description=_("vehicle"), ordering="vehicle__plate")
    def vehicle_name(self, application: DriverApplication) -> str:
        return car(application.vehicle)

    @admin.display(description=_("details"))
    def vehicle_details(self, application: DriverApplication) -> str:
        row = application.vehicle
        return f"{row.get_category_display()} · {Colour.name_of(row.colour)} · {row.seats} · {row.year or '–'}"

    @admin.display(description=_("decided by"))
    def decided_by_name(self, application: DriverApplication) -> str:
        return named(application.decided_by)

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, application: DriverApplication) -> tuple[str, object]:
        return coloured(application.status, application.get_status_display())

    @admin.display(description=_("what is missing"))
    @once
    def missing(self, application: DriverApplication) -> SafeString | str:
        if application.status not in OPEN_APPLICATION:
            return "–"
        return fragment("missing", missing=_missing(application))

    @admin.display(description=_("documents"))
    @once
    def papers(self, application: DriverApplication) -> SafeString:
        of_these = (None, application.vehicle_id)
        slots = [slot for slot in selectors.slots_of(application.driver) if slot.vehicle_id in of_these]
        return fragment("papers", slots=slots)

    @action(description=_("Approve"), url_path="approve", permissions=["decide"], variant=ActionVariant.PRIMARY)
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Approve"),
            explained=_("The person is a driver from now on, may go online with this vehicle, and is told."),
            do=partial(services.approve_application, application_id=row.pk, actor_id=me(request)),
            facts=_facts(row),
            obstacles=_missing(row) if row.status == ApplicationStatus.SUBMITTED else (),
        )
        return self.act(request, row, act)

    @action(description=_("Reject"), url_path="reject", permissions=["decide"], variant=ActionVariant.DANGER)
    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Reject"),
            explained=_("The person is told why, and may apply again."),
            do=partial(services.reject_application, application_id=row.pk, actor_id=me(request)),
            form=because(ApplicationReason.choices),
            facts=_facts(row),
            danger=True,
        )
        return self.act(request, row, act)

    def has_decide_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, ApplicationStatus.SUBMITTED)


def _missing(application: DriverApplication) -> list[str]:
    missing = said(selectors.missing_papers(application.driver, application.vehicle))
    if application.vehicle.status in (VehicleStatus.REJECTED, VehicleStatus.RETIRED):
        missing.append(str(_("The vehicle is not accepted: the person has to apply with another one.")))
    return missing


def _facts(application: DriverApplication) -> list[tuple[object, object]]:
    person = (_("person"), named(application.driver.person))
    return [person, (_("vehicle"), car(application.vehicle)), (_("zone"), place(application))]
