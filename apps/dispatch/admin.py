"""Jobs with their offers and rounds to look at; matching policies to add (never to change)."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm, ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from apps.accounts import selectors as accounts
from apps.dispatch import services
from apps.dispatch.models import KINDS, Assignment, Job, MatchRound, Offer, Policy
from apps.dispatch.states import Gate
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.markup import isolated

_PAGES = {"ride": "admin:rides_ride_change"}  # what a job is for lies above us: its page is only an address


class ReadOnly:
    """Rows that only dispatch itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def _gate(value: str) -> str:
    return str(Gate(value).label) if value in Gate.values else value


def _kept_out_of(job: Job) -> dict[str, str]:
    """Driver id → name, of all drivers that the job's rounds tell of."""
    ids = {driver_id for refused in job.rounds.values_list("refused", flat=True) for driver_id in refused}
    return {str(person.id): person.full_name or person.phone for person in accounts.names(map(UUID, ids)).values()}


class OfferInline(ReadOnly, TabularInline):
    model = Offer
    extra = 0
    fields = ["epoch", "driver", "status", "pickup_eta_s", "made_at", "deadline", "delivered_at", "closed_at", "reason"]
    ordering = ["epoch"]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        return super().get_queryset(request).select_related("driver__person")


class RoundInline(ReadOnly, TabularInline):
    """Why not this driver?"""

    model = MatchRound
    extra = 0
    fields = ["at", "epoch", "radius_m", "policy_version", "kept_out"]
    readonly_fields = ["kept_out"]
    ordering = ["at"]
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: Job | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """An inline lives for one page: here it learns the names for all its rows at once."""
        self.names = _kept_out_of(obj) if obj else {}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description=_("refused"))
    def kept_out(self, each: MatchRound) -> SafeString:
        """By gate: who was kept out by it."""
        drivers = defaultdict(list)
        for driver_id, refusal in each.refused.items():
            drivers[refusal["gate"]].append(self.names.get(driver_id, "–"))
        lines = ((_gate(gate), ", ".join(sorted(drivers[gate]))) for gate in drivers)
        return format_html_join(mark_safe("<br>"), "{}: <bdi>{}</bdi>", lines)


@admin.register(Job)
class JobAdmin(ReadOnly, ModelAdmin):
    list_display = ["what", "reference", "place", "category", "status", "driver", "age"]
    list_filter = ["status", "zone", "category"]
    search_fields = ["ref"]
    ordering = ["-id"]
    inlines = [OfferInline, RoundInline]
    fields = ["what", "reference", "place", "category", "status", "driver", "pickup", "dropoff"]
    fields += ["opened_at", "patience_until", "closed_at"]
    readonly_fields = ["what", "reference", "place", "driver", "pickup", "dropoff"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        running = Assignment.objects.filter(ended_at=None).select_related("driver__person")
        return super().get_queryset(request).prefetch_related(Prefetch("assignments", running, to_attr="running"))

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, job: Job) -> str:
        return str(KINDS.get(job.kind, job.kind))

    @admin.display(description=_("reference"))
    def reference(self, job: Job) -> str:
        """The end of the id is what tells two apart: they begin with the time."""
        short = isolated(job.ref.hex[-8:])
        try:
            return format_html(
                '<a class="text-link" href="{}">{}</a>', reverse(_PAGES[job.kind], args=[job.ref]), short
            )
        except (KeyError, NoReverseMatch):
            return short

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, job: Job) -> str:
        return geo.zone(job.zone_id).name

    @admin.display(description=_("driver"))
    def driver(self, job: Any) -> str:
        return str(job.running[0].driver) if job.running else "–"

    @admin.display(description=_("age"), ordering="opened_at")
    def age(self, job: Job) -> str:
        return timesince(job.opened_at, clock.now(), depth=1)

    @admin.display(description=_("pickup"))
    def pickup(self, job: Job) -> str:
        return isolated(f"{job.pickup_lat:.4f}, {job.pickup_lng:.4f}")

    @admin.display(description=_("destination"))
    def dropoff(self, job: Job) -> str:
        known = job.dropoff_lat is not None and job.dropoff_lng is not None
        return isolated(f"{job.dropoff_lat:.4f}, {job.dropoff_lng:.4f}" if known else "")


def _built_in() -> list[tuple[str, object]]:
    policy = Policy()
    shown = {"solver": policy.get_solver_display(), "radii_m": " · ".join(map(str, policy.radii_m))}
    fields = [field for field in Policy._meta.fields if field.name not in ("id", "zone", "version", "created_at")]
    return [(str(field.verbose_name), shown.get(field.name, getattr(policy, field.name))) for field in fields]


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
    list_display = ["place", "version", "solver", "window_ms", "offer_s", "patience_s", "created_at"]
    list_filter = ["zone"]
    list_before_template = "admin/dispatch/policy/in_force.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Where no policy was added the built-in values are in force, and are no row."""
        general = Policy.objects.filter(zone=None).exists()
        return super().changelist_view(request, {**(extra_context or {}), "built_in": [] if general else _built_in()})

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, policy: Policy) -> str:
        return geo.zone(policy.zone_id).name if policy.zone_id else str(_("everywhere"))

    def has_change_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        services.add_policy(policy=obj, actor_id=request.user.pk)
