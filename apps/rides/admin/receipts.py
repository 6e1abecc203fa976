"""Receipts for staff: to read, and to have rendered again."""

from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.kernel.markup import isolated, named
from apps.rides import services
from apps.rides.admin.parts import Acting
from apps.rides.models import Receipt


@admin.register(Receipt)
class ReceiptAdmin(Acting):
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
        return named(receipt.ride.rider)

    @action(description=_("Render the PDF again"), url_path="render-again", permissions=["render"])
    def render_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = get_object_or_404(self.get_queryset(request), pk=object_id)
        return self.ask_then_act(
            request,
            receipt,
            partial(self._render_again, request, receipt),
            title=_("Render the PDF again"),
            explained=_("The PDF that is there is thrown away and made anew from the same receipt."),
            facts=[(_("number"), isolated(receipt.number)), (_("rider"), self.rider_name(receipt))],
            done=_("The PDF will be ready in a moment."),
        )

    def has_render_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, None)

    def _render_again(self, request: HttpRequest, receipt: Receipt) -> None:
        services.render_again(receipt_id=receipt.pk)
        self.log_change(request, receipt, str(_("Render the PDF again")))
