"""Tariffs with worked examples, and public holidays."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.geo import selectors as geo
from apps.kernel.money import Money
from apps.pricing import services
from apps.pricing.admin.versions import IN_MINOR_UNITS, VersionedAdmin, VersionForm, amount
from apps.pricing.algorithms.fare import Trip, fare
from apps.pricing.models import Holiday, TariffVersion
from apps.pricing.services.fares import tariff_of

AMOUNTS = ["base", "booking_fee", "per_km", "per_minute", "minimum", "rounding_step"]
WAITING = ["per_stop", "waiting_free_min", "waiting_per_minute"]
RULES = ["night_from", "night_until", "night_multiplier", "night_surcharge", "holiday_multiplier", "holiday_surcharge"]
EXAMPLES = [
    (_("5 km in 15 min"), Trip(5_000, 900)),
    (_("5 km in 15 min, over one stop"), Trip(5_000, 900, stops=1)),
    (_("5 km in 15 min, at night"), Trip(5_000, 900, night=True)),
    (_("5 km in 15 min, on a public holiday"), Trip(5_000, 900, holiday=True)),
    (_("20 km in 40 min"), Trip(20_000, 2_400)),
]


class TariffForm(VersionForm):
    class Meta:
        model = TariffVersion
        fields = ["zone", "market", "category", *AMOUNTS, *WAITING, *RULES, "quote_valid_s", "valid_from"]


@admin.register(TariffVersion)
class TariffVersionAdmin(VersionedAdmin):
    form = TariffForm
    publish = staticmethod(services.publish_tariff)
    series = ["zone", "market", "category"]
    copied = [*AMOUNTS, *WAITING, *RULES, "quote_valid_s"]
    list_display = ["where", "what", "valid_from", "a_base", "a_km", "a_minute", "a_minimum"]
    list_filter = ["category", "market", "zone"]
    list_select_related = ["zone__market", "market"]
    ordering = ["zone__slug", "market__code", "category", "-version"]
    readonly_fields = ["examples"]
    a_base = amount("base", _("base fare"))
    a_km = amount("per_km", _("per kilometre"))
    a_minute = amount("per_minute", _("per minute"))
    a_minimum = amount("minimum", _("minimum fare"))

    def get_fieldsets(self, request: HttpRequest, obj: TariffVersion | None = None) -> Any:
        shown = [
            (None, {"fields": ["zone", "market", "category", "valid_from"]}),
            (_("Price"), {"fields": AMOUNTS, "description": IN_MINOR_UNITS}),
            (_("Stops and waiting"), {"fields": WAITING}),
            (_("Night and holidays"), {"fields": RULES, "description": _("On the zone's own clock and calendar.")}),
            (_("Quote"), {"fields": ["quote_valid_s"]}),
        ]
        return [*shown, (_("What it costs"), {"fields": ["examples"]})] if obj else shown

    @admin.display(description=_("where"), ordering="zone__slug")
    def where(self, row: TariffVersion) -> str:
        return geo.zone(row.zone_id).name if row.zone_id else str(row.market)

    @admin.display(description=_("category"), ordering="category")
    def what(self, row: TariffVersion) -> str:
        return f"{row.get_category_display()} · v{row.version}"

    @admin.display(description=_("examples"))
    def examples(self, row: TariffVersion) -> SafeString:
        market = row.market or row.zone.market  # type: ignore[union-attr]
        tariff = tariff_of(row, market.currency)
        fares = [(trip, Money(fare(tariff, example).total_minor, market.currency)) for trip, example in EXAMPLES]
        return render_to_string("pricing/admin/examples.html", {"rows": fares})


@admin.register(Holiday)
class HolidayAdmin(ModelAdmin):
    """What was promised stays as it was promised: a holiday counts for the prices asked for after it is entered."""

    list_display = ["date", "name", "market", "every_year"]
    list_filter = ["market", "every_year"]
    list_select_related = ["market"]
    search_fields = ["name_fr", "name_ar", "name_en"]
    date_hierarchy = "date"
    ordering = ["market__code", "date"]

    @admin.display(description=_("name"))
    def name(self, row: Holiday) -> str:
        return row.name

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        services.save_holiday(obj, actor_id=request.user.pk)

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        services.delete_holiday(obj, actor_id=request.user.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> None:
        for row in queryset:
            self.delete_model(request, row)
