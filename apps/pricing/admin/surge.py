"""What each market's surge may do, how it stands now, and the switch that stops it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from apps.kernel.markup import isolated
from apps.pricing import selectors, services
from apps.pricing.models import SurgePolicy


@admin.register(SurgePolicy)
class SurgePolicyAdmin(ModelAdmin):
    """A setting never changes: a new one takes its place, at once."""

    list_display = ["market", "number", "enabled", "highest", "sensitivity", "least_demand", "created_at"]
    list_filter = ["market", "enabled"]
    list_select_related = ["market"]
    ordering = ["market__code", "-version"]
    list_before_template = "pricing/admin/surge_now.html"
    fields = ["market", "enabled", "cap", "sensitivity", "least_demand"]
    actions_detail = ["stop"]

    @admin.display(description=_("version"), ordering="version")
    def number(self, row: SurgePolicy) -> str:
        return f"v{row.version}"

    @admin.display(description=_("highest multiplier"), ordering="cap")
    def highest(self, row: SurgePolicy) -> str:
        return isolated(f"× {row.cap}")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "standing": selectors.surge_by_market()})

    def has_change_permission(self, request: HttpRequest, obj: SurgePolicy | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SurgePolicy | None = None) -> bool:
        return False

    def has_stop_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only of the setting that is in force."""
        row = SurgePolicy.objects.filter(pk=object_id).first() if object_id else None
        return self.has_add_permission(request) and (row is None or (row.enabled and self._in_force(row)))

    def save_model(self, request: HttpRequest, obj: SurgePolicy, form: Any, change: bool) -> None:
        services.publish_surge_policy(obj, actor_id=request.user.pk)

    @action(description=_("Stop surge now"), url_path="stop", permissions=["stop"])
    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Nothing changes by following a link: it is asked once more."""
        row = get_object_or_404(SurgePolicy.objects.select_related("market"), pk=object_id)
        if request.method == "POST":
            services.stop_surge(market_id=row.market_id, actor_id=request.user.pk)
            messages.success(request, _("Surge is off. Every new price is without it."))
            return redirect("admin:pricing_surgepolicy_changelist")
        standing = [market for market in selectors.surge_by_market() if market.market_id == row.market_id]
        context = {"title": _("Stop surge now"), "standing": standing, "market": row.market, "opts": self.opts}
        return TemplateResponse(request, "pricing/admin/stop.html", self.admin_site.each_context(request) | context)

    def _in_force(self, row: SurgePolicy) -> bool:
        return not SurgePolicy.objects.filter(market=row.market_id, version__gt=row.version).exists()
