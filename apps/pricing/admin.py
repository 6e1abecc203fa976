"""Tariffs for staff. A version that has begun was promised to somebody: it is only ever followed by a new one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.markup import isolated
from apps.kernel.money import Money
from apps.pricing.models import TariffVersion
from apps.pricing.services import TariffBegun, publish_tariff

AMOUNTS = ["base", "booking_fee", "per_km", "per_minute", "minimum", "rounding_step"]
WAITING = ["per_stop", "waiting_free_min", "waiting_per_minute"]
RULES = ["night_from", "night_until", "night_multiplier", "night_surcharge", "holiday_multiplier", "holiday_surcharge"]
COPIED = ["category", *AMOUNTS, *WAITING, *RULES, "quote_valid_s"]


class TariffForm(forms.ModelForm):
    class Meta:
        model = TariffVersion
        fields = ["zone", "market", *COPIED, "valid_from"]

    def clean_valid_from(self) -> object:
        """As publishing a new version will, but where the form can still say so."""
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < clock.now():
            raise forms.ValidationError(TariffBegun.title)
        return valid_from


def _amount(name: str, label: Any) -> Callable[[ModelAdmin, TariffVersion], str]:
    """A column that shows an amount with its currency."""

    @admin.display(description=label, ordering=name)
    def column(_admin: ModelAdmin, row: TariffVersion) -> str:
        market = row.zone.market if row.zone else row.market
        return isolated(Money(getattr(row, name), market.currency) if market else "")

    return column


@admin.register(TariffVersion)
class TariffVersionAdmin(ModelAdmin):
    form = TariffForm
    list_display = [
        "where",
        "what",
        "valid_from",
        "a_base",
        "a_km",
        "a_minute",
        "a_minimum",
    ]
    list_filter = ["category", "market", "zone"]
    list_select_related = ["zone__market", "market"]
    ordering = ["zone__slug", "market__code", "category", "-version"]
    actions_detail = ["new_version"]
    fieldsets = [
        (None, {"fields": ["zone", "market", "category", "valid_from"]}),
        (_("Price"), {"fields": AMOUNTS, "description": _("In minor units: centimes, of TND millimes.")}),
        (_("Stops and waiting"), {"fields": WAITING}),
        (_("Night and holidays"), {"fields": RULES, "description": _("On the zone's own clock and calendar.")}),
        (_("Quote"), {"fields": ["quote_valid_s"]}),
    ]
    a_base = _amount("base", _("base fare"))
    a_km = _amount("per_km", _("per kilometre"))
    a_minute = _amount("per_minute", _("per minute"))
    a_minimum = _amount("minimum", _("minimum fare"))

    @admin.display(description=_("where"), ordering="zone__slug")
    def where(self, row: TariffVersion) -> str:
        if row.zone_id:
            return geo.zone(row.zone_id).name
        return str(row.market) if row.market else "–"

    @admin.display(description=_("category"), ordering="category")
    def what(self, row: TariffVersion) -> str:
        return f"{row.get_category_display()} · v{row.version}"

    def has_begun(self, row: TariffVersion) -> bool:
        return row.valid_from <= clock.now()

    def get_readonly_fields(self, request: HttpRequest, obj: TariffVersion | None = None) -> list[str]:
        """A version keeps its place in its series."""
        return ["zone", "market", "category"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: TariffVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not self.has_begun(obj))

    def has_delete_permission(self, request: HttpRequest, obj: TariffVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not self.has_begun(obj)

    def has_supersede_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: TariffVersion, form: TariffForm, change: bool) -> None:
        if change:
            obj.save()
        else:
            publish_tariff(obj, actor_id=request.user.pk)

    def change_view(self, request: HttpRequest, object_id: str, *args: object, **kwargs: object) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row and self.has_begun(row):
            messages.info(request, _("This version has begun. To change the price, make a new version from it."))
        return super().change_view(request, object_id, *args, **kwargs)

    @action(description=_("New version from this one"), url_path="new-version", permissions=["supersede"])
    def new_version(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        copied = {name: getattr(row, name) for name in COPIED if getattr(row, name) is not None}
        scope = {"zone": row.zone_id} if row.zone_id else {"market": row.market_id}
        return HttpResponseRedirect(f"{reverse('admin:pricing_tariffversion_add')}?{urlencode(scope | copied)}")
