"""Receipts for staff: to read, and to have rendered again."""

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from apps.rides import services
from apps.rides.admin.parts import ReadOnly, named
from apps.rides.models import Receipt


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
        return named(receipt.ride.rider)

    @action(description=_("Render the PDF again"), url_path="render-again", permissions=["render"])
    def render_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Nothing changes by following a link: it is asked once more."""
        receipt = get_object_or_404(self.get_queryset(request), pk=object_id)
        if request.method == "POST":
            services.render_again(receipt_id=receipt.pk)
            self.log_change(request, receipt, str(_("Render the PDF again")))
            messages.success(request, _("The PDF will be ready in a moment."))
            return redirect("admin:rides_receipt_change", receipt.pk)
        context = {"title": _("Render the PDF again"), "receipt": receipt, "opts": self.opts}
        return TemplateResponse(
            request, "rides/admin/render_again.html", self.admin_site.each_context(request) | context
        )

    def has_render_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm(f"rides.{get_permission_codename('change', self.opts)}")

    def has_change_permission(self, request: HttpRequest, obj: Receipt | None = None) -> bool:
        return False
