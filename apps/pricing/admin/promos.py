"""Promotions with their budget, and who used them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.geo import selectors as geo
from apps.geo.contracts import Category
from apps.kernel import clock
from apps.kernel.markup import Coloured, isolated
from apps.kernel.money import Money
from apps.kernel.problems import Problem
from apps.pricing import services
from apps.pricing.admin.versions import IN_MINOR_UNITS
from apps.pricing.models import Promo, PromoUse
from apps.pricing.services.promos import normalised
from apps.pricing.states import PromoKind, UseState

TERMS = ["code", "market", "kind", "percent", "amount", "ceiling", "starts_at", "zones", "categories"]
IN_WORDS = ["where", "which"]  # zones and categories, where they cannot be chosen any more


class PromoForm(forms.ModelForm):
    zones = forms.MultipleChoiceField(
        label=_("zones"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget, help_text=_("None: all.")
    )
    categories = forms.MultipleChoiceField(
        label=_("categories"),
        required=False,
        choices=Category.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("None: all."),
    )

    class Meta:
        model = Promo
        fields = [*TERMS, "ends_at", "budget", "per_person", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zones" in self.fields:
            self.fields["zones"].choices = [(str(zone.id), zone.name) for zone in geo.zones()]  # type: ignore[attr-defined]
        if "code" in self.fields:
            self.fields["code"].validators = []

    def clean_code(self) -> str:
        code = normalised(self.cleaned_data["code"])
        Promo._meta.get_field("code").run_validators(code)
        return code

    def clean(self) -> dict:
        typed = super().clean() or {}
        if self.instance._state.adding:
            self._check_kind(typed)
        starts_at, ends_at = typed.get("starts_at") or self.instance.starts_at, typed.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It must end after it starts."))
        if typed.get("budget") is not None and typed["budget"] < self.instance.spent:
            self.add_error("budget", _("More than that is spent already."))
        return typed

    def _check_kind(self, typed: dict) -> None:
        if typed.get("kind") == PromoKind.PERCENT and not typed.get("percent"):
            self.add_error("percent", _("Say how many percent."))
        if typed.get("kind") == PromoKind.AMOUNT and not typed.get("amount"):
            self.add_error("amount", _("Say how much."))
        unused = "amount" if typed.get("kind") == PromoKind.PERCENT else "percent"
        typed[unused] = 0 if unused == "amount" else None

    def validate_constraints(self) -> None:
        """`clean` has said it in words; the database holds it."""


@admin.register(Promo)
class PromoAdmin(ModelAdmin):
    """Once a code was used its terms are a promise: only its end, budget, cap and switch still change."""

    form = PromoForm
    list_display = ["code", "market", "offer", "state", "starts_at", "ends_at", "number_of_uses", "budget_left"]
    list_filter = ["active", "market", "kind"]
    list_select_related = ["market"]
    search_fields = ["code"]
    ordering = ["-starts_at", "code"]
    readonly_fields = ["state", "number_of_uses", "budget_left"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promo]:
        kept = Count("uses", filter=~Q(uses__state=UseState.RELEASED))
        return super().get_queryset(request).annotate(kept=kept)

    def get_fieldsets(self, request: HttpRequest, obj: Promo | None = None) -> Any:
        limits = IN_WORDS if self._used(obj) else ["zones", "categories"]
        value = {"fields": ["kind", "percent", "amount", "ceiling"], "description": IN_MINOR_UNITS}
        shown = [
            (None, {"fields": ["code", "market", "active"]}),
            (_("What it takes off"), value),
            (_("When and where"), {"fields": ["starts_at", "ends_at", *limits]}),
            (_("How much of it"), {"fields": ["budget", "per_person"], "description": IN_MINOR_UNITS}),
        ]
        return [(_("Now"), {"fields": ["state", "number_of_uses", "budget_left"]}), *shown] if obj else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Promo | None = None) -> list[str]:
        return [*self.readonly_fields, *([*TERMS, *IN_WORDS] if self._used(obj) else [])]

    def _used(self, obj: Promo | None) -> bool:
        return bool(getattr(obj, "kept", 0))

    def has_delete_permission(self, request: HttpRequest, obj: Promo | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Promo, form: Any, change: bool) -> None:
        if not change:
            services.create_promo(obj, actor_id=request.user.pk)
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            services.change_promo(promo_id=obj.pk, changes=changes, actor_id=request.user.pk)
        except Problem as refused:
            messages.error(request, str(refused.title))

    @admin.display(description=_("zones"))
    def where(self, row: Promo) -> str:
        return ", ".join(geo.zone(zone_id).name for zone_id in row.zones) or gettext("everywhere")

    @admin.display(description=_("categories"))
    def which(self, row: Promo) -> str:
        return ", ".join(str(Category(category).label) for category in row.categories) or gettext("all categories")

    @admin.display(description=_("takes off"))
    def offer(self, row: Promo) -> str:
        if row.percent is None:
            return isolated(Money(row.amount, row.market.currency))
        most = f" ≤ {Money(row.ceiling, row.market.currency)}" if row.ceiling is not None else ""
        return isolated(f"{row.percent.normalize():f} %{most}")

    @display(
        description=_("state"),
        label={"running": "success", "planned": "info", "over": "warning", "off": "danger", "exhausted": "warning"},
    )
    def state(self, row: Promo) -> Coloured:
        now = clock.now()
        if not row.active:
            return Coloured("off", _("switched off"))
        if row.ends_at <= now:
            return Coloured("over", _("over"))
        if row.spent >= row.budget:
            return Coloured("exhausted", _("used up"))
        return Coloured("planned", _("planned")) if row.starts_at > now else Coloured("running", _("running"))

    @admin.display(description=_("uses"))
    def number_of_uses(self, row: Promo) -> SafeString:
        page = f"{reverse('admin:pricing_promouse_changelist')}?promo__id__exact={row.pk}"
        return format_html('<a class="text-link" href="{}">{}</a>', page, getattr(row, "kept", 0))

    @admin.display(description=_("spent"), ordering="spent")
    def budget_left(self, row: Promo) -> SafeString:
        """A bar of what is spent, with what is left in words."""
        left = Money(max(row.budget - row.spent, 0), row.market.currency)
        context = {
            "percent": min(round(100 * row.spent / row.budget), 100) if row.budget else 100,
            "left": gettext("%(amount)s left") % {"amount": left},
        }
        return render_to_string("pricing/admin/budget.html", context)


@admin.register(PromoUse)
class PromoUseAdmin(ModelAdmin):
    """Who got what. Rides write it; staff read it."""

    list_display = ["at", "promo", "person", "off", "state"]
    list_filter = ["state", "promo"]
    list_select_related = ["promo__market", "person"]
    search_fields = ["promo__code", "person__full_name", "=ref"]
    ordering = ["-at"]
    fields = readonly_fields = ["promo", "person", "off", "state", "at"]
    show_full_result_count = False

    @admin.display(description=_("amount"), ordering="amount")
    def off(self, row: PromoUse) -> str:
        return isolated(Money(row.amount, row.promo.market.currency))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PromoUse | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PromoUse | None = None) -> bool:
        return False
