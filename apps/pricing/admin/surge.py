"""What each market's surge may do, how it stands now, and the switch that stops it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from apps.kernel.asking import Asking, me
from apps.kernel.markup import isolated
from apps.pricing import selectors, services
from apps.pricing.models import SurgePolicy

WITHOUT = _(
    "Every new price in %(market)s is without surge from now on, until a new setting is made. "
    "Prices that were promised stay as they are."
)


@admin.register(SurgePolicy)
class SurgePolicyAdmin(Asking):
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

    def has_stop_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only of the setting that is in force."""
        row = SurgePolicy.objects.filter(pk=object_id).first() if object_id else None
        return self.has_add_permission(request) and (row is None or (row.enabled and self._in_force(row)))

    def save_model(self, request: HttpRequest, obj: SurgePolicy, form: Any, change: bool) -> None:
        services.publish_surge_policy(obj, actor_id=me(request))

    @action(description=_("Stop surge now"), url_path="stop", permissions=["stop"])
    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = get_object_or_404(SurgePolicy.objects.select_related("market"), pk=object_id)
        return self.ask_then_act(
            request,
            row,
            partial(services.stop_surge, market_id=row.market_id, actor_id=me(request)),
            above="pricing/admin/surge_now.html",
            standing=lambda: [now for now in selectors.surge_by_market() if now.market_id == row.market_id],
            title=_("Stop surge now"),
            explained=WITHOUT % {"market": row.market},
            done=_("Surge is off. Every new price is without it."),
        )

    def _in_force(self, row: SurgePolicy) -> bool:
        return not SurgePolicy.objects.filter(market=row.market_id, version__gt=row.version).exists()
