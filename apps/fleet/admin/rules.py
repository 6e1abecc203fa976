"""What each market asks of drivers and vehicles: data that staff change, in force within seconds."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.fleet.models import CategoryRule, DocumentRequirement, WorkRule


class RuleAdmin(ModelAdmin):
    """What a rule is about stays; only what it asks is changed."""

    about: list[str] = []
    list_select_related = ["market"]
    list_filter = ["market"]
    list_before_template = "admin/fleet/rules_note.html"

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return self.about if obj else []


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(RuleAdmin):
    about = ["market", "kind", "per_vehicle"]
    list_display = ["kind", "market", "per_vehicle", "needs_expiry"]
    list_filter = ["market", "per_vehicle"]
    ordering = ["market__code", "per_vehicle", "kind"]
    fields = ["market", "kind", "per_vehicle", "needs_expiry"]


@admin.register(CategoryRule)
class CategoryRuleAdmin(RuleAdmin):
    about = ["market", "category"]
    list_display = ["category", "market", "min_seats", "max_age_years"]
    ordering = ["market__code", "category"]
    fields = ["market", "category", "min_seats", "max_age_years"]


@admin.register(WorkRule)
class WorkRuleAdmin(RuleAdmin):
    about = ["market"]
    list_display = ["market", "home_uses_a_day"]
    list_filter = []
    ordering = ["market__code"]
    fields = ["market", "home_uses_a_day"]
