"""Jobs with their offers and rounds to look at; matching policies to add (never to change)."""

from django.contrib import admin
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from apps.dispatch import services
from apps.dispatch.models import Job, MatchRound, Offer, Policy


class ReadOnly:
    """Rows that only dispatch itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class OfferInline(ReadOnly, TabularInline):
    model = Offer
    extra = 0
    fields = ["epoch", "driver", "status", "pickup_eta_s", "made_at", "deadline", "delivered_at", "closed_at", "reason"]
    ordering = ["epoch"]


class RoundInline(ReadOnly, TabularInline):
    """Why not this driver?"""

    model = MatchRound
    extra = 0
    fields = ["at", "epoch", "radius_m", "policy_version", "refused"]
    ordering = ["at"]


@admin.register(Job)
class JobAdmin(ReadOnly, ModelAdmin):
    list_display = ["ref", "kind", "zone", "category", "status", "epoch", "opened_at"]
    list_filter = ["status", "kind", "zone", "category"]
    list_select_related = ["zone"]
    search_fields = ["ref"]
    inlines = [OfferInline, RoundInline]


class PolicyForm(ModelForm):
    class Meta:
        model = Policy
        exclude: list[str] = []

    def clean_radii_m(self) -> list[int]:
        radii = self.cleaned_data["radii_m"]
        plain = isinstance(radii, list) and radii and all(type(radius) is int and radius > 0 for radius in radii)
        if not plain or radii != sorted(radii):
            raise ValidationError(_("Give whole metres, from the nearest to the widest: [2000, 4000, 8000]."))
        return radii


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    form = PolicyForm
    list_display = ["zone", "version", "solver", "window_ms", "offer_s", "patience_s", "created_at"]
    list_filter = ["zone"]
    list_select_related = ["zone"]

    def has_change_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        services.add_policy(policy=obj, actor_id=request.user.pk)
