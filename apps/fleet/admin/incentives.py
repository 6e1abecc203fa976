"""Incentives: a form makes the next version, after showing what changes; and how far each driver has come."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from apps.fleet import services
from apps.fleet.admin.acts import ActsAdmin
from apps.fleet.admin.parts import COLOURS, AllFirst, ReadOnly, StateInWords, coloured, driver_link, local, place
from apps.fleet.admin.parts import typed_on_local_clock as on_local_clock
from apps.fleet.models import IncentivePolicy, IncentiveProgress
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named
from apps.kernel.money import Money

MOMENTS = ("starts_at", "ends_at")
NAMES = ("name_fr", "name_ar", "name_en")
TERMS = ("kind", *NAMES, "period", *MOMENTS, "trips_needed", "amount")
LABELS = {field.name: field.verbose_name for field in IncentivePolicy._meta.fields}


class PolicyForm(forms.ModelForm):
    """Times are typed on the zone's own clock."""

    class Meta:
        model = IncentivePolicy
        fields = ["zone", "code", *TERMS]

    def clean(self) -> dict:
        typed = super().clean() or {}
        if zone := typed.get("zone"):
            typed |= on_local_clock(zone.pk, typed, *MOMENTS)
        if typed.get("ends_at") and typed["ends_at"] <= clock.now():
            self.add_error("ends_at", _("That is over already."))
        return typed


class NowFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("open", _("in force or planned")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        over = {"ends_at__lte": clock.now()}
        return {"open": queryset.exclude(**over), "over": queryset.filter(**over)}.get(self.value() or "", queryset)


@admin.register(IncentivePolicy)
class IncentivePolicyAdmin(ActsAdmin):
    """A promise never changes: the next version follows it."""

    form = PolicyForm
    list_display = ["title", "place", "kind", "what", "begins", "ends", "state"]
    list_filter = [NowFilter, "zone", "kind"]
    search_fields = ["code", *NAMES]
    ordering = ["zone__slug", "code", "-version"]
    actions_detail = ["next_version", "progress"]
    add_fieldsets = [
        (None, {"fields": ["zone", "code", "kind"]}),
        (_("Names"), {"fields": [*NAMES]}),
        (_("When"), {"fields": ["period", *MOMENTS], "description": _("Times on the zone's own clock.")}),
        (_("What is promised"), {"fields": ["trips_needed", "amount"]}),
    ]
    shown = ["title", "code", "place", "kind", "period", "begins", "ends", "trips_needed", "worth", "created_by_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncentivePolicy]:
        return super().get_queryset(request).select_related("zone", "created_by")

    def get_fieldsets(self, request: HttpRequest, obj: IncentivePolicy | None = None) -> Any:
        return [(None, {"fields": self.shown})] if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: IncentivePolicy | None = None) -> list[str]:
        return self.shown if obj else []

    @admin.display(description=_("incentive"), ordering="code")
    def title(self, policy: IncentivePolicy) -> str:
        return str(policy)

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, policy: IncentivePolicy) -> str:
        return place(policy)

    @admin.display(description=_("promise"))
    def what(self, policy: IncentivePolicy) -> str:
        return isolated(f"{policy.trips_needed} → {_money(policy)}")

    @admin.display(description=_("amount"))
    def worth(self, policy: IncentivePolicy) -> str:
        return isolated(_money(policy))

    @admin.display(description=_("begins at"), ordering="starts_at")
    def begins(self, policy: IncentivePolicy) -> str:
        return local(policy.zone_id, policy.starts_at)

    @admin.display(description=_("ends at"), ordering="ends_at")
    def ends(self, policy: IncentivePolicy) -> str:
        return local(policy.zone_id, policy.ends_at)

    @admin.display(description=_("by"))
    def created_by_name(self, policy: IncentivePolicy) -> str:
        return named(policy.created_by)

    @display(description=_("state"), label={"open": "success", "planned": "info", "over": "default"})
    def state(self, policy: IncentivePolicy) -> tuple[str, object]:
        if policy.ends_at <= clock.now():
            return "over", _("over")
        return ("open", _("in force")) if policy.starts_at <= clock.now() else ("planned", _("planned"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The version the form was opened from: only what should change has to be typed."""
        source = self.get_object(request, request.GET.get("from", ""))
        if source is None:
            return super().get_changeform_initial_data(request)
        values = {name: getattr(source, name) for name in ("code", *TERMS)}
        clock_there = geo.zone(source.zone_id).time_zone
        return values | {"zone": source.zone_id} | _typed(values, clock_there)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """A valid form is shown as what it would change; only from there it is promised."""
        if request.method != "POST" or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        form = self.get_form(request)(request.POST)
        if not form.is_valid():
            return super().add_view(request, form_url, extra_context)
        seen = request.POST.get("confirmed", "")
        return self._promise(request, form, int(seen)) if seen.isdigit() else self._confirm(request, form)

    @action(description=_("New version from this one"), url_path="next-version", permissions=["supersede"])
    def next_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('admin:fleet_incentivepolicy_add')}?from={object_id}")

    @action(description=_("How far drivers are"), url_path="progress", permissions=["progress"])
    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        page = reverse("admin:fleet_incentiveprogress_changelist")
        return HttpResponseRedirect(f"{page}?policy__id__exact={object_id}")

    def has_supersede_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_add_permission(request)

    def has_progress_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("fleet.view_incentiveprogress")

    def has_change_permission(self, request: HttpRequest, obj: IncentivePolicy | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IncentivePolicy | None = None) -> bool:
        return False

    def _confirm(self, request: HttpRequest, form: Any) -> HttpResponse:
        policy = form.instance
        series = IncentivePolicy.objects.filter(zone=policy.zone, code=policy.code)
        old = series.order_by("-version").first()
        typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        context = self.admin_site.each_context(request) | {
            "title": _("What changes"),
            "opts": self.opts,
            "policy": policy,
            "place": place(policy),
            "old": old,
            "changed": list(_differences(policy, old)),
            "values": {**typed, "confirmed": old.version if old else 0},
        }
        return TemplateResponse(request, "admin/fleet/incentive.html", context)

    def _promise(self, request: HttpRequest, form: Any, seen: int) -> HttpResponse:
        """Only what was compared with the version that is still the last one."""
        policy = form.instance
        series = IncentivePolicy.objects.filter(zone=policy.zone, code=policy.code)
        if (series.aggregate(last=Max("version"))["last"] or 0) != seen:
            messages.error(request, services.VersionTaken.title)
            return self._confirm(request, form)
        try:
            services.add_incentive(policy=policy, actor_id=me(request))
        except services.VersionTaken as taken:
            messages.error(request, taken.title)
            return self._confirm(request, form)
        self.log_addition(request, policy, [{"added": {}}])
        messages.success(request, _("Version %(version)d is promised.") % {"version": policy.version})
        return redirect("admin:fleet_incentivepolicy_changelist")


@admin.register(IncentiveProgress)
class IncentiveProgressAdmin(ReadOnly, StateInWords, ModelAdmin):
    list_display = ["driver_name", "incentive", "place", "begins", "ends", "so_far", "fares", "state", "earned"]
    list_filter = [AllFirst, "zone", ("window_start", admin.DateFieldListFilter)]
    search_fields = ["driver__person__full_name", "driver__person__phone", "code"]
    ordering = ["-window_end", "id"]
    show_full_result_count = False
    fields = readonly_fields = [
        "driver_page", "incentive", "place", "begins", "ends", "so_far", "fares", "online", "state_name", "earned",
        "decided_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncentiveProgress]:
        return super().get_queryset(request).select_related("driver__person", "policy")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "policy__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, progress: IncentiveProgress) -> str:
        return named(progress.driver.person)

    @admin.display(description=_("driver"))
    def driver_page(self, progress: IncentiveProgress) -> SafeString:
        return driver_link(progress.driver)

    @admin.display(description=_("incentive"), ordering="code")
    def incentive(self, progress: IncentiveProgress) -> str:
        return str(progress.policy)

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, progress: IncentiveProgress) -> str:
        return place(progress)

    @admin.display(description=_("from"), ordering="window_start")
    def begins(self, progress: IncentiveProgress) -> str:
        return local(progress.zone_id, progress.window_start)

    @admin.display(description=_("until"), ordering="window_end")
    def ends(self, progress: IncentiveProgress) -> str:
        return local(progress.zone_id, progress.window_end)

    @admin.display(description=_("trips"), ordering="trips")
    def so_far(self, progress: IncentiveProgress) -> str:
        return isolated(f"{progress.trips} / {progress.policy.trips_needed}")

    @admin.display(description=_("fares"), ordering="fare_minor")
    def fares(self, progress: IncentiveProgress) -> str:
        return isolated(Money(progress.fare_minor, geo.zone(progress.zone_id).currency))

    @admin.display(description=_("online"))
    def online(self, progress: IncentiveProgress) -> str:
        hours, minutes = divmod(progress.online_s // 60, 60)
        return isolated(f"{hours}:{minutes:02d}") if progress.online_s else "–"

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, progress: IncentiveProgress) -> tuple[str, object]:
        return coloured(progress.status, progress.get_status_display())

    @admin.display(description=_("earned"), ordering="earned_minor")
    def earned(self, progress: IncentiveProgress) -> str:
        return isolated(Money(progress.earned_minor, geo.zone(progress.zone_id).currency))


def _money(policy: IncentivePolicy) -> Money:
    return Money(policy.amount, geo.zone(policy.zone_id).currency)


def _typed(values: dict, time_zone: str) -> dict:
    """Moments as the form wants them: on the zone's clock."""
    return {name: values[name].astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) for name in MOMENTS}


def _differences(new: IncentivePolicy, old: IncentivePolicy | None) -> Iterator[tuple[object, str, str]]:
    """(label, before, after) of what differs; of a first version, everything."""
    for name in TERMS:
        if old is None or getattr(new, name) != getattr(old, name):
            yield LABELS[name], _shown(old, name) if old else "–", _shown(new, name)


def _shown(policy: IncentivePolicy, name: str) -> str:
    if name in MOMENTS:
        return local(policy.zone_id, getattr(policy, name))
    if name == "amount":
        return str(_money(policy))
    display_name = getattr(policy, f"get_{name}_display", None)
    return str(display_name() if display_name else getattr(policy, name))
