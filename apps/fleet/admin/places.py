"""Places that mean something to drivers: hotspots for a while, and marked places where they wait in line."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.fleet import selectors, services
from apps.fleet.admin.acts import Act, ActsAdmin
from apps.fleet.admin.incentives import NowFilter
from apps.fleet.admin.parts import Kept, fragment, local, once, place, typed_on_local_clock
from apps.fleet.models import Hotspot, QueuePlace
from apps.fleet.states import HotspotSource
from apps.geo import selectors as geo
from apps.geo.contracts import Point, ZoneInfo
from apps.kernel import clock
from apps.kernel.asking import me
from apps.kernel.markup import isolated

NOTES = ("note_fr", "note_ar", "note_en")
NAMES = ("name_fr", "name_ar", "name_en")


class MapForm(forms.ModelForm):
    """Beside the fields there is a small map (static/js/admin/place-map.js); without it they are typed."""

    class Media:
        css = {"all": ["vendor/maplibre-gl/maplibre-gl.css"]}


class HotspotForm(MapForm):
    """Times are typed on the zone's own clock; a hotspot without a beginning begins at once."""

    class Meta:
        model = Hotspot
        fields = ["zone", "lat", "lng", "radius_m", *NOTES, "starts_at", "ends_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "starts_at" in self.fields:  # the page of one that exists is only read
            self.fields["starts_at"].required = False
            self.fields["starts_at"].help_text = _("On the zone's own clock. Empty: at once.")
            self.fields["ends_at"].help_text = _("On the zone's own clock.")

    def clean(self) -> dict:
        typed = super().clean() or {}
        if zone := typed.get("zone"):
            typed |= typed_on_local_clock(zone.pk, typed, "starts_at", "ends_at")
            self._check_place(geo.zone(zone.pk), typed)
        typed["starts_at"] = typed.get("starts_at") or clock.now()
        if typed.get("ends_at") and typed["ends_at"] <= clock.now():
            self.add_error("ends_at", _("That is over already."))
        return typed

    def _check_place(self, zone: ZoneInfo, typed: dict) -> None:
        west, south, east, north = zone.bounds
        lat, lng = typed.get("lat"), typed.get("lng")
        if lat is not None and lng is not None and not (south <= lat <= north and west <= lng <= east):
            self.add_error("lat", _("This place is outside the zone."))


@admin.register(Hotspot)
class HotspotAdmin(Kept, ActsAdmin):
    form = HotspotForm
    list_display = ["title", "zone_name", "radius_m", "begins", "ends", "source", "state"]
    list_filter = [NowFilter, "zone", "source"]
    search_fields = [*NOTES]
    ordering = ["-ends_at", "id"]
    actions_detail = ["end"]
    shown = ["title", "zone_name", "map", "radius_m", *NOTES, "begins", "ends", "source", "created_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hotspot]:
        return super().get_queryset(request).select_related("zone", "created_by")

    def get_fieldsets(self, request: HttpRequest, obj: Hotspot | None = None) -> Any:
        if obj:
            return [(None, {"fields": self.shown})]
        return [
            (None, {"fields": ["zone", "map", "lat", "lng", "radius_m"]}),
            (_("What drivers read"), {"fields": [*NOTES]}),
            (_("When"), {"fields": ["starts_at", "ends_at"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Hotspot | None = None) -> list[str]:
        return self.shown if obj else ["map"]

    def has_change_permission(self, request: HttpRequest, obj: Hotspot | None = None) -> bool:
        return False

    @admin.display(description=_("hotspot"), ordering="note_fr")
    def title(self, hotspot: Hotspot) -> str:
        return hotspot.note

    @admin.display(description=_("zone"), ordering="zone__slug")
    def zone_name(self, hotspot: Hotspot) -> str:
        return place(hotspot)

    @admin.display(description=_("map"))
    @once
    def map(self, hotspot: Hotspot) -> SafeString:
        return _map("circle", hotspot)

    @admin.display(description=_("begins at"), ordering="starts_at")
    def begins(self, hotspot: Hotspot) -> str:
        return local(hotspot.zone_id, hotspot.starts_at)

    @admin.display(description=_("ends at"), ordering="ends_at")
    def ends(self, hotspot: Hotspot) -> str:
        return local(hotspot.zone_id, hotspot.ends_at)

    @display(description=_("state"), label={"open": "success", "planned": "info", "over": "default"})
    def state(self, hotspot: Hotspot) -> tuple[str, object]:
        if hotspot.ends_at <= clock.now():
            return "over", _("over")
        return ("open", _("on the map")) if hotspot.starts_at <= clock.now() else ("planned", _("planned"))

    def save_model(self, request: HttpRequest, obj: Hotspot, form: Any, change: bool) -> None:
        made = services.add_hotspot(
            zone_id=obj.zone_id,
            centre=Point(obj.lat, obj.lng),
            radius_m=obj.radius_m,
            notes={name.removeprefix("note_"): getattr(obj, name) for name in NOTES},
            starts_at=obj.starts_at,
            ends_at=obj.ends_at,
            source=HotspotSource.STAFF,
            actor_id=me(request),
        )
        obj.pk = made.pk

    @action(description=_("End it now"), url_path="end", permissions=["end"], variant=ActionVariant.DANGER)
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("End it now"),
            explained=_("Drivers do not see it any more. One that has not begun is deleted."),
            do=partial(services.end_hotspot, hotspot_id=row.pk, actor_id=me(request)),
            facts=[(_("hotspot"), row.note), (_("zone"), place(row)), (_("ends at"), local(row.zone_id, row.ends_at))],
            danger=True,
        )
        return self.act(request, row, act)

    def after(self, request: HttpRequest, row: Hotspot) -> str:
        """One that had not begun is gone."""
        return "admin:fleet_hotspot_changelist"

    def has_end_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        may = request.user.has_perm("fleet.add_hotspot")
        row = self.get_object(request, str(object_id)) if may and object_id else None
        return may and (row is None or row.ends_at > clock.now() or request.method == "POST")


@admin.register(QueuePlace)
class QueuePlaceAdmin(Kept, ModelAdmin):
    form = MapForm
    list_display = ["title", "zone_name", "waiting", "declines_allowed", "keep_minutes", "active"]
    list_filter = ["zone", "active"]
    search_fields = [*NAMES]
    ordering = ["zone__slug", "name_fr"]
    readonly_fields = ["map", "line"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueuePlace]:
        return super().get_queryset(request).select_related("zone")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Who waits is asked once for all places."""
        changelist = super().get_changelist_instance(request)
        order = selectors.waiting_at([row.pk for row in changelist.result_list])
        for row in changelist.result_list:
            row.line_length = len(order.get(row.pk, []))
        return changelist

    def get_fieldsets(self, request: HttpRequest, obj: QueuePlace | None = None) -> Any:
        now = [(_("Waiting now"), {"fields": ["line"]})] if obj else []
        return [
            *now,
            (None, {"fields": ["zone", "active", ("declines_allowed", "keep_minutes")]}),
            (_("Names"), {"fields": [*NAMES]}),
            (_("Area"), {"fields": ["map", "polygon"]}),
        ]

    @admin.display(description=_("marked place"), ordering="name_fr")
    def title(self, row: QueuePlace) -> str:
        return row.name

    @admin.display(description=_("zone"), ordering="zone__slug")
    def zone_name(self, row: QueuePlace) -> str:
        return place(row)

    @admin.display(description=_("waiting"))
    def waiting(self, row: Any) -> str:
        return isolated(row.line_length)

    @admin.display(description=_("map"))
    @once
    def map(self, row: QueuePlace) -> SafeString:
        return _map("area", row)

    @admin.display(description=_("in line"))
    @once
    def line(self, row: QueuePlace) -> SafeString:
        order = selectors.waiting_at([row.pk]).get(row.pk, [])
        names = {driver_id: card.full_name for driver_id, card in selectors.cards(order).items()}
        return fragment("line", drivers=[(driver_id, names[driver_id]) for driver_id in order])


def _map(kind: str, row: Hotspot | QueuePlace) -> SafeString:
    """`kind`: circle (picked by a click) or area. What the form says is drawn as it is typed."""
    zones = {str(zone.id): {"polygon": zone.polygon, "bounds": zone.bounds} for zone in geo.zones()}
    known = None if row._state.adding else {"zone": str(row.zone_id), **_drawn(kind, row)}
    return fragment("map", kind=kind, data={"kind": kind, "zones": zones, "known": known})


def _drawn(kind: str, row: Any) -> dict:
    return {"lat": row.lat, "lng": row.lng, "radius_m": row.radius_m} if kind == "circle" else {"polygon": row.polygon}
