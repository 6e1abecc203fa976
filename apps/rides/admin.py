"""Rides for staff: to read, with names, and to end or unlock one with a line in the audit trail."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.geo import selectors as geo
from apps.geo.contracts import Category
from apps.kernel.markup import isolated
from apps.kernel.money import Money
from apps.kernel.transitions import TransitionRefused
from apps.rides import services
from apps.rides.api.rider import pdf_answer
from apps.rides.models import PIN_TRIES, Receipt, Ride, RideTransition
from apps.rides.states import ACTIVE, PdfState, RideStatus


def _named(person: Any) -> str:
    """Who has no name is known by a phone number, which Arabic must not turn round."""
    return person.full_name or isolated(person)


class ReadOnly:
    """Staff read; every change goes through a use case."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Timeline(ReadOnly, TabularInline):
    model = RideTransition
    fields = ["at", "from_status", "to_status", "actor"]
    readonly_fields = fields
    ordering = ["id"]
    extra = 0
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("actor")


class CategoryFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return list(Category.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(category=self.value()) if self.value() else queryset


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Kept in the audit trail. The rider and the driver do not see it."),
    )


@admin.register(Ride)
class RideAdmin(ReadOnly, ModelAdmin):
    list_display = ["requested_at", "rider_name", "driver_name", "route", "place", "category_name", "status", "total"]
    list_filter = ["status", "zone", CategoryFilter, "requested_at"]
    list_select_related = ["rider", "driver__person"]
    search_fields = ["=id", "rider__full_name", "rider__phone", "driver__person__full_name"]
    ordering = ["-id"]
    show_full_result_count = False
    inlines = [Timeline]
    actions_detail = ["cancel_ride", "unlock_pin"]
    fields = [
        "status",
        "cancel_reason",
        ("rider_name", "driver_name", "vehicle"),
        ("pickup", "dropoff"),
        ("place", "category_name"),
        ("distance", "duration", "total"),
        "requested_at",
        "code_tries",
        "receipt_link",
    ]
    readonly_fields = [
        "status", "cancel_reason", "rider_name", "driver_name", "vehicle", "pickup", "dropoff", "place",
        "category_name", "distance", "duration", "total", "requested_at", "code_tries", "receipt_link",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("receipt__pdf").select_related(*self.list_select_related, "receipt")

    def get_urls(self) -> list:
        receipt = path(
            "<uuid:ride_id>/receipt.pdf", self.admin_site.admin_view(self.receipt_pdf), name="rides_ride_receipt"
        )
        return [receipt, *super().get_urls()]

    @admin.display(description=_("rider"), ordering="rider__full_name")
    def rider_name(self, ride: Ride) -> str:
        return _named(ride.rider)

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, ride: Ride) -> str:
        return _named(ride.driver.person) if ride.driver else "–"

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

    def has_end_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_act(request, object_id, ACTIVE)

    def has_unlock_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_act(request, object_id, (RideStatus.ARRIVED,))

    def has_change_permission(self, request: HttpRequest, obj: Ride | None = None) -> bool:
        return False

    def _may_act(self, request: HttpRequest, object_id: str | None, states: tuple[str, ...]) -> bool:
        may = request.user.has_perm(f"rides.{get_permission_codename('change', self.opts)}")
        return may and (object_id is None or Ride.objects.filter(pk=object_id, status__in=states).exists())

    def _act(
        self, request: HttpRequest, object_id: str, service: Callable[..., None], title: object, explained: object
    ) -> HttpResponse:
        """Ask for a reason, then do it: nothing changes by following a link."""
        ride = get_object_or_404(Ride.objects.select_related("rider"), pk=object_id)
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            self._do(
                request, partial(service, staff_id=request.user.pk, ride_id=ride.id, note=form.cleaned_data["note"])
            )
            return redirect("admin:rides_ride_change", ride.pk)
        context = {"title": title, "explained": explained, "ride": ride, "form": form, "opts": self.opts}
        return TemplateResponse(request, "rides/admin/act.html", self.admin_site.each_context(request) | context)

    def _do(self, request: HttpRequest, act: Callable[[], None]) -> None:
        try:
            act()
            self.message_user(request, _("Done."), messages.SUCCESS)
        except TransitionRefused as refused:
            self.message_user(request, refused.title, messages.ERROR)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "issued_at", "rider_name", "pdf_state"]
    list_filter = ["pdf_state", "issued_at"]
    search_fields = ["=number", "ride__rider__full_name"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = readonly_fields = ["number", "issued_at", "ride", "pdf_state", "attempts"]
    actions_detail = ["render_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("pdf").select_related("ride__rider")

    @admin.display(description=_("rider"))
    def rider_name(self, receipt: Receipt) -> str:
        return _named(receipt.ride.rider)

    @action(description=_("Render the PDF again"), url_path="render-again", permissions=["render"])
    def render_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        services.render_again(receipt_id=UUID(object_id))
        messages.success(request, _("The PDF will be ready in a moment."))
        return redirect("admin:rides_receipt_change", object_id)

    def has_render_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm(f"rides.{get_permission_codename('change', self.opts)}")

    def has_change_permission(self, request: HttpRequest, obj: Receipt | None = None) -> bool:
        return False


from apps.rides import staff  # noqa: E402, F401  its pages are registered with these
