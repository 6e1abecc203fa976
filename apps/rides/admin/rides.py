"""Rides for staff: to read, with names, and to end or unlock one with a line in the audit trail."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo as TimeZone

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from apps.geo import selectors as geo
from apps.geo.contracts import Category
from apps.kernel.asking import me
from apps.kernel.markup import isolated, left_to_right, named, on_clock
from apps.kernel.money import Money
from apps.rides import services
from apps.rides.admin.parts import Acting, Part, ReasonForm, figures, flag_name, moment
from apps.rides.api.rider import pdf_answer
from apps.rides.models import PIN_TRIES, FormerDriver, Receipt, Ride, RideTransition
from apps.rides.states import ACTIVE, PdfState, RideStatus


class Timeline(Part, TabularInline):
    model = RideTransition
    fields = ["when", "from_status", "to_status", "actor"]
    readonly_fields = fields
    ordering = ["id"]
    extra = 0
    hide_title = True
    when = moment("at", RideTransition._meta.get_field("at").verbose_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("actor", "ride")


class FormerDrivers(Part, TabularInline):
    """Who had the ride before."""

    model = FormerDriver
    fields = ["when", "driver", "status", "reason"]
    readonly_fields = fields
    ordering = ["id"]
    extra = 0
    when = moment("at", FormerDriver._meta.get_field("at").verbose_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("driver__person", "ride")


class ForWhenFilter(admin.SimpleListFilter):
    """Ordered for now, or reserved; and of these, those whose time is to come."""

    title = _("for when")
    parameter_name = "for"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("now", _("now")), ("later", _("reserved ahead")), ("waiting", _("reserved, still waiting"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "waiting":
            return queryset.filter(status=RideStatus.REQUESTED, scheduled_at__isnull=False)
        if self.value() in ("now", "later"):
            return queryset.filter(scheduled_at__isnull=self.value() == "now")
        return queryset


class CategoryFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return list(Category.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(category=self.value()) if self.value() else queryset


@admin.register(Ride)
class RideAdmin(Acting):
    list_display = [
        "requested",
        "for_when",
        "rider_name",
        "driver_name",
        "route",
        "place",
        "category_name",
        "status",
        "total",
    ]
    list_filter = ["needs_review", "status", ForWhenFilter, "zone", CategoryFilter, "requested_at"]
    list_select_related = ["rider", "driver__person"]
    search_fields = ["=id", "guest_name", "rider__full_name", "rider__phone", "driver__person__full_name"]
    ordering = ["-id"]
    show_full_result_count = False
    inlines = [Timeline, FormerDrivers]
    actions_detail = ["cancel_ride", "unlock_pin", "mark_reviewed"]
    fields = [
        "status",
        "cancel_reason",
        "oddities",
        ("rider_name", "driver_name"),
        "vehicle",
        "pickup",
        "dropoff",
        ("place", "category_name"),
        ("distance", "duration"),
        "total",
        ("requested", "for_when"),
        "arrival",
        "guest",
        "code_tries",
        "receipt_link",
    ]
    readonly_fields = [
        "status", "cancel_reason", "oddities", "rider_name", "driver_name", "vehicle", "pickup", "dropoff", "place",
        "category_name", "distance", "duration", "total", "requested", "for_when", "arrival", "guest",
        "code_tries", "receipt_link",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("receipt__pdf").select_related(*self.list_select_related, "receipt")

    requested = moment("requested_at", Ride._meta.get_field("requested_at").verbose_name)

    def get_urls(self) -> list:
        receipt = path(
            "<uuid:ride_id>/receipt.pdf", self.admin_site.admin_view(self.receipt_pdf), name="rides_ride_receipt"
        )
        return [receipt, *super().get_urls()]

    @admin.display(description=_("rider"), ordering="rider__full_name")
    def rider_name(self, ride: Ride) -> str:
        return named(ride.rider)

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, ride: Ride) -> str:
        return named(ride.driver and ride.driver.person)

    @admin.display(description=_("for when"), ordering="scheduled_at")
    def for_when(self, ride: Ride) -> str:
        """On the clock of where it begins."""
        if ride.scheduled_at is None:
            return "–"
        here = ride.scheduled_at.astimezone(TimeZone(geo.zone(ride.zone_id).time_zone))
        return left_to_right(f"{here:%Y-%m-%d %H:%M}")

    @admin.display(description=_("at the pickup"))
    def arrival(self, ride: Ride) -> str:
        """Paid for is what comes after the last: the car was seen there (decision 0024)."""
        times = {"said": ride.arrived_at, "heard": ride.arrival_heard_at, "seen": ride.seen_at_pickup_at}
        told = {name: on_clock(geo.zone(ride.zone_id).time_zone, at) for name, at in times.items()}
        return _("driver's time %(said)s, heard %(heard)s, car seen %(seen)s") % told if ride.arrived_at else "–"

    @admin.display(description=_("guest"))
    def guest(self, ride: Ride) -> str:
        return isolated(f"{ride.guest_name} · {ride.guest_phone}") if ride.guest_name else "–"

    @admin.display(description=_("what is odd about it"))
    def oddities(self, ride: Ride) -> str:
        rows = ((flag_name(flag), figures(flag)) for flag in ride.flags)
        return format_html_join(mark_safe("<br>"), "{} {}", rows) or "–"

    @admin.display(description=_("vehicle"))
    def vehicle(self, ride: Ride) -> str:
        card = (ride.driver_card or {}).get("vehicle")
        return isolated(f"{card['plate']} · {card['make']} {card['model']}") if card else "–"

    @admin.display(description=_("route"))
    def route(self, ride: Ride) -> str:
        return str(ride)

    @admin.display(description=_("pickup"))
    def pickup(self, ride: Ride) -> str:
        return ride.pickup_label or isolated(f"{ride.pickup_lat:.4f}, {ride.pickup_lng:.4f}")

    @admin.display(description=_("destination"))
    def dropoff(self, ride: Ride) -> str:
        return ride.dropoff_label or isolated(f"{ride.dropoff_lat:.4f}, {ride.dropoff_lng:.4f}")

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, ride: Ride) -> str:
        return geo.zone(ride.zone_id).name

    @admin.display(description=_("category"), ordering="category")
    def category_name(self, ride: Ride) -> str:
        return str(Category(ride.category).label)

    @admin.display(description=_("total"), ordering="total_minor")
    def total(self, ride: Ride) -> str:
        return isolated(Money(ride.total_minor, ride.currency))

    @admin.display(description=_("distance"))
    def distance(self, ride: Ride) -> str:
        return _("%(km).1f km") % {"km": ride.distance_m / 1000}

    @admin.display(description=_("planned duration"))
    def duration(self, ride: Ride) -> str:
        return _("%(minutes)d min") % {"minutes": round(ride.duration_s / 60)}

    @admin.display(description=_("tries of the code"))
    def code_tries(self, ride: Ride) -> str:
        return isolated(f"{ride.pin_tries} / {PIN_TRIES}")

    @admin.display(description=_("receipt"))
    def receipt_link(self, ride: Ride) -> str:
        receipt = getattr(ride, "receipt", None)
        if receipt is None:
            return "–"
        if receipt.pdf_state != PdfState.READY:
            return f"{receipt.number} ({receipt.get_pdf_state_display()})"
        return format_html('<a href="{}">{}</a>', reverse("admin:rides_ride_receipt", args=[ride.pk]), receipt.number)

    def receipt_pdf(self, request: HttpRequest, ride_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404()
        receipt = get_object_or_404(Receipt, ride_id=ride_id, pdf_state=PdfState.READY)
        return pdf_answer(receipt.number, bytes(receipt.pdf or b""))

    @action(description=_("Cancel ride"), url_path="cancel", permissions=["end"])
    def cancel_ride(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The ride ends now. The rider and the driver are told.")
        return self._act(request, object_id, services.cancel_by_operations, _("Cancel ride"), explained)

    @action(description=_("Unlock the code"), url_path="unlock-pin", permissions=["unlock"])
    def unlock_pin(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The driver gets five new tries to enter the rider's code. Speak to both people first.")
        return self._act(request, object_id, services.unlock_pin, _("Unlock the code"), explained)

    @action(description=_("Reviewed"), url_path="mark-reviewed", permissions=["review"])
    def mark_reviewed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        explained = _("The ride leaves the list of those to review; what was odd about it stays to read.")
        return self._act(request, object_id, services.mark_reviewed, _("Reviewed"), explained)

    def has_review_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, needs_review=True)

    def has_end_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, status__in=ACTIVE)

    def has_unlock_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, status=RideStatus.ARRIVED)

    def _act(
        self, request: HttpRequest, object_id: str, service: Callable[..., None], title: object, explained: object
    ) -> HttpResponse:
        ride = get_object_or_404(Ride.objects.select_related("rider"), pk=object_id)
        form = ReasonForm(request.POST or None)
        return self.ask_then_act(
            request,
            ride,
            lambda: service(staff_id=me(request), ride_id=ride.id, **form.cleaned_data),
            form,
            title=title,
            explained=explained,
            facts=[(_("rider"), named(ride.rider)), (_("ride"), ride)],
        )
