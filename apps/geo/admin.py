"""Staff see and adjust markets and zones here. Rows other things depend on are switched off, not deleted."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.geo.models import LegalEntity, Market, Zone


class KeptAdmin(ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(LegalEntity)
class LegalEntityAdmin(KeptAdmin):
    list_display = ["name", "registration_number", "tax_number"]
    search_fields = ["name"]


@admin.register(Market)
class MarketAdmin(KeptAdmin):
    list_display = ["__str__", "code", "currency", "time_zone", "weekend", "legal_entity"]
    list_select_related = ["legal_entity"]
    autocomplete_fields = ["legal_entity"]
    search_fields = ["code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Market | None = None) -> list[str]:
        """Money already counted in a currency stays in it."""
        return ["code", "currency"] if obj else []


@admin.register(Zone)
class ZoneAdmin(KeptAdmin):
    list_display = ["__str__", "slug", "market", "served", "demonstration"]
    list_filter = ["market", "active", "demonstration"]
    list_select_related = ["market"]
    search_fields = ["slug", "name_fr", "name_ar", "name_en"]
    fieldsets = [
        (None, {"fields": ["slug", "market", "time_zone", "active", "demonstration"]}),
        (_("Names"), {"fields": ["name_fr", "name_ar", "name_en"]}),
        (_("Area"), {"fields": ["polygon"]}),
        (_("Time of travel"), {"fields": ["detour", "speeds_kmh"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Zone | None = None) -> list[str]:
        return ["slug", "market", "demonstration"] if obj else ["demonstration"]

    @admin.display(description=_("served"), boolean=True, ordering="active")
    def served(self, zone: Zone) -> bool:
        return zone.active
