"""The rules by which rides are cared for: who gives back how much, and when riders are asked whether all is well."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from apps.accounts import services as accounts
from apps.kernel.asking import me
from apps.kernel.markup import isolated
from apps.kernel.money import Money
from apps.rides.models import AdjustmentCap, StandingPolicy


@admin.register(AdjustmentCap)
class AdjustmentCapAdmin(ModelAdmin):
    """Who gives back how much is for finance to say."""

    list_display = ["role", "currency", "most"]
    list_filter = ["role", "currency"]
    ordering = ["currency", "role"]
    fields = ["role", "currency", "most_minor"]
    readonly_fields = ["role", "currency"]

    @admin.display(description=_("at most"), ordering="most_minor")
    def most(self, cap: AdjustmentCap) -> str:
        return str(_("the whole fare")) if cap.most_minor is None else isolated(Money(cap.most_minor, cap.currency))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AdjustmentCap | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AdjustmentCap, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        subject = f"adjustment_cap:{obj.role}:{obj.currency}"
        accounts.audit(me(request), "adjustment_cap.changed", subject, most_minor=obj.most_minor)


@admin.register(StandingPolicy)
class StandingPolicyAdmin(ModelAdmin):
    """When riders are asked whether all is well; a market without a row has the figures of an empty form."""

    list_display = ["market", "active", "still_s", "again_s", "answer_s", "moved_m", "near_m"]
    list_filter = ["active"]
    list_select_related = ["market"]
    ordering = ["market"]

    def save_model(self, request: HttpRequest, obj: StandingPolicy, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        accounts.audit(me(request), "standing_policy.changed", f"market:{obj.market}", **_figures(obj))


def _figures(policy: StandingPolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in ("active", "still_s", "again_s", "answer_s", "moved_m", "near_m")}
