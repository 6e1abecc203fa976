"""Staff see, adjust and pause markets and zones here. Rows other things depend on are switched off, not deleted."""

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from apps.geo import selectors, services
from apps.geo.contracts import Category
from apps.geo.models import LegalEntity, Market, ServicePause, Zone
from apps.kernel import clock
from apps.kernel.asking import AskingBeforeAdding, me
from apps.kernel.markup import Coloured, on_clock


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
    list_display = ["__str__", "slug", "market", "served", "paused", "demonstration"]
    list_filter = ["market", "active", "demonstration"]
    list_select_related = ["market"]
    search_fields = ["slug", "name_fr", "name_ar", "name_en"]
    fieldsets = [
        (None, {"fields": ["slug", "market", "time_zone", "active", "demonstration"]}),
        (_("Names"), {"fields": ["name_fr", "name_ar", "name_en"]}),
        (_("Area"), {"fields": ["polygon"]}),
        (_("Time of travel"), {"fields": ["detour", "speeds_kmh", "learned"]}),
    ]
    actions_detail = ["pause"]

    def get_readonly_fields(self, request: HttpRequest, obj: Zone | None = None) -> list[str]:
        return ["slug", "market", "demonstration", "learned"] if obj else ["demonstration", "learned"]

    @admin.display(description=_("served"), boolean=True, ordering="active")
    def served(self, zone: Zone) -> bool:
        return zone.active

    @admin.display(description=_("paused"))
    def paused(self, zone: Zone) -> str:
        return _categories(selectors.paused_categories(zone.id))

    @admin.display(description=_("learned from trips"))
    def learned(self, zone: Zone) -> SafeString:
        """The table set by hand beside what trips taught: km/h by hour of the zone's clock."""
        if zone._state.adding:
            return SafeString("–")
        known, hours = selectors.zone(zone.id), []
        found = selectors.learned_hours(known)
        for hour, by_hand in enumerate(known.speeds_kmh):
            hours.append((hour, by_hand, found.get((False, hour)), found.get((True, hour))))
        context = {"hours": hours if found else [], "detour": selectors.detour(known)}
        return render_to_string("geo/admin/learned.html", context)

    @action(description=_("Pause the service"), url_path="pause", permissions=["pause"])
    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:geo_servicepause_add')}?{urlencode({'zone': object_id})}")

    def has_pause_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("geo.add_servicepause")


class PauseForm(forms.ModelForm):
    """Times are typed on the zone's own clock."""

    class Meta:
        model = ServicePause
        fields = ["zone", "category", "reason_code", "note", "starts_at", "ends_at"]

    def clean(self) -> dict:
        typed = super().clean() or {}
        if zone := typed.get("zone"):
            local = ZoneInfo(selectors.zone(zone.id).time_zone)
            typed |= {name: typed[name].replace(tzinfo=local) for name in ("starts_at", "ends_at") if typed.get(name)}
        starts_at, ends_at = max(typed.get("starts_at") or clock.now(), clock.now()), typed.get("ends_at")
        if ends_at and ends_at <= starts_at:
            self.add_error("ends_at", services.PauseOverBeforeItBegins.title)
        same = (
            [pause for pause in selectors.pauses_of(zone.id) if pause.category == typed.get("category")] if zone else []
        )
        if any(pause.overlaps(starts_at, ends_at) for pause in same):
            self.add_error(None, services.AlreadyPaused.title)
        return typed

    def validate_constraints(self) -> None:
        """The service does: a pause that ran out is no obstacle to it."""


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("open", _("in force or planned")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_open = Q(ended_at=None) & (Q(ends_at=None) | Q(ends_at__gt=clock.now()))
        return {"open": queryset.filter(is_open), "over": queryset.exclude(is_open)}.get(self.value() or "", queryset)


@admin.register(ServicePause)
class ServicePauseAdmin(AskingBeforeAdding):
    """Nothing is paused or resumed by one click: each asks once more and says what will happen."""

    form = PauseForm
    list_display = ["place", "what", "state", "reason_code", "begins", "ends", "person"]
    list_filter = [StateFilter, "zone", "category", "reason_code"]
    list_select_related = ["by"]
    ordering = ["-starts_at"]
    actions_detail = ["resume"]

    def get_fields(self, request: HttpRequest, obj: ServicePause | None = None) -> list[str]:
        shown = ["place", "what", "state", "reason_code", "note", "begins", "ends", "person", "ended_by"]
        return shown if obj else list(PauseForm.Meta.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: ServicePause | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, pause: ServicePause) -> str:
        return selectors.zone(pause.zone_id).name

    @admin.display(description=_("category"), ordering="category")
    def what(self, pause: ServicePause) -> str:
        return _categories([pause.category] if pause.category else Category.values)

    @display(description=_("state"), label={"open": "warning", "planned": "info", "over": "success"})
    def state(self, pause: ServicePause) -> Coloured:
        over_at = pause.ended_at or pause.ends_at
        if over_at and over_at <= clock.now():
            return Coloured("over", _("over"))
        begun = pause.starts_at <= clock.now()
        return Coloured("open", _("in force")) if begun else Coloured("planned", _("planned"))

    @admin.display(description=_("starts at"), ordering="starts_at")
    def begins(self, pause: ServicePause) -> str:
        return _local(pause, pause.starts_at)

    @admin.display(description=_("ends at"))
    def ends(self, pause: ServicePause) -> str:
        over_at = pause.ended_at or pause.ends_at
        return _local(pause, over_at) if over_at else str(_("until it is resumed"))

    @admin.display(description=_("paused by"), ordering="by__full_name")
    def person(self, pause: ServicePause) -> str:
        return str(pause.by or "–")

    def add(self, request: HttpRequest, form: Any) -> object:
        typed = {name: form.cleaned_data[name] for name in PauseForm.Meta.fields}
        zone = typed.pop("zone")
        return services.pause_service(zone_id=zone.id, actor_id=me(request), **typed)

    def words_before_adding(self, form: Any) -> dict[str, Any]:
        pause = form.save(commit=False)
        pause.starts_at = form.cleaned_data["starts_at"] or clock.now()
        pause.ends_at = form.cleaned_data["ends_at"]
        explained = _("Nobody can ask for a ride of this kind until it is resumed. Rides that were accepted go on.")
        return {"title": _("Pause the service"), "explained": explained, "facts": self._facts(pause)}

    @action(description=_("Resume the service"), url_path="resume", permissions=["resume"])
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pause = get_object_or_404(ServicePause, pk=object_id)
        return self.ask_then_act(
            request,
            pause,
            partial(services.resume_service, pause_id=pause.id, actor_id=me(request)),
            title=_("Resume the service"),
            explained=_("Riders can ask for rides again at once."),
            facts=self._facts(pause),
        )

    def has_resume_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        pause = ServicePause.objects.filter(pk=object_id).first() if object_id else None
        return self.may(request, None) and (pause is None or self.state(pause)[0] != "over")

    def _facts(self, pause: ServicePause) -> list[tuple[object, object]]:
        return [
            (_("zone"), self.place(pause)),
            (_("category"), self.what(pause)),
            (_("reason"), pause.get_reason_code_display()),
            (_("starts at"), self.begins(pause)),
            (_("ends at"), self.ends(pause)),
        ]


def _categories(codes: Any) -> str:
    """In words; all of them are one."""
    if set(codes) == set(Category.values):
        return str(_("all categories"))
    return ", ".join(str(Category(code).label) for code in sorted(codes)) or "–"


def _local(pause: ServicePause, moment: datetime) -> str:
    """On the zone's own clock."""
    return on_clock(selectors.zone(pause.zone_id).time_zone, moment)
