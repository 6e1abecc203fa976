"""Announcements: written in three languages, shown back with how many they reach, and stopped while there is time."""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from apps.geo import selectors as geo
from apps.kernel.asking import AskingBeforeAdding, me
from apps.kernel.markup import Coloured, isolated, on_clock
from apps.notifications import services
from apps.notifications.models import Announcement
from apps.notifications.states import ANNOUNCEMENT_MOVES, AnnouncementStatus

LANGUAGES = (("fr", "Français", "ltr"), ("ar", "العربية", "rtl"), ("en", "English", "ltr"))
WORDS = [f"{part}_{code}" for code, _name, _dir in LANGUAGES for part in ("title", "text")]


class AnnouncementForm(forms.ModelForm):
    """Times are typed on the zone's own clock; without a zone, in UTC."""

    class Meta:
        model = Announcement
        fields = ["role", "zone", *WORDS, "push", "starts_at", "ends_at"]

    def clean(self) -> dict:
        typed = super().clean() or {}
        local = ZoneInfo(geo.zone(typed["zone"].id).time_zone if typed.get("zone") else "UTC")
        typed |= {name: typed[name].replace(tzinfo=local) for name in ("starts_at", "ends_at") if typed.get(name)}
        if typed.get("ends_at"):
            self._check_times(typed)
        return typed

    def _check_times(self, typed: dict) -> None:
        try:
            typed["starts_at"] = services.check_times(typed.get("starts_at"), typed["ends_at"])
        except services.AnnouncementTimes as refused:
            self.add_error("ends_at", refused.title)


@admin.register(Announcement)
class AnnouncementAdmin(AskingBeforeAdding):
    form = AnnouncementForm
    list_display = ["headline", "whom", "place", "state", "progress", "begins", "ends", "person"]
    list_filter = ["status", "role", "zone"]
    list_select_related = ["by"]
    search_fields = ["title_fr", "title_ar", "title_en"]
    ordering = ["-id"]
    actions_detail = ["cancel"]

    def get_fields(self, request: HttpRequest, obj: Announcement | None = None) -> list[str]:
        shown = ["whom", "place", "state", "progress", *WORDS, "push", "begins", "ends", "person"]
        return shown if obj else AnnouncementForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Announcement | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    @admin.display(description=_("title"))
    def headline(self, announcement: Announcement) -> str:
        return announcement.title(get_language() or "fr")

    @admin.display(description=_("to"), ordering="role")
    def whom(self, announcement: Announcement) -> str:
        return str(announcement.get_role_display())

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, announcement: Announcement) -> str:
        return geo.zone(announcement.zone_id).name if announcement.zone_id else say("all zones")

    @display(
        description=_("status"),
        label={"planned": "info", "sending": "warning", "sent": "success", "canceled": "danger"},
    )
    def state(self, announcement: Announcement) -> Coloured:
        return Coloured(announcement.status, announcement.get_status_display())

    @admin.display(description=_("reached"), ordering="reached")
    def progress(self, announcement: Announcement) -> str:
        return isolated(announcement.reached)

    @admin.display(description=_("sent from"), ordering="starts_at")
    def begins(self, announcement: Announcement) -> str:
        return _local(announcement, "starts_at")

    @admin.display(description=_("shown until"), ordering="ends_at")
    def ends(self, announcement: Announcement) -> str:
        return _local(announcement, "ends_at")

    @admin.display(description=_("by"), ordering="by__full_name")
    def person(self, announcement: Announcement) -> str:
        return str(announcement.by or "–")

    def add(self, request: HttpRequest, form: Any) -> object:
        return services.announce(_wanted(form), actor_id=me(request))

    def words_before_adding(self, form: Any) -> dict[str, Any]:
        wanted = _wanted(form)
        facts = [(_("people reached now"), services.reach(wanted.role, wanted.zone_id)), *self._facts(wanted)]
        explained = _("Each of them gets it once, in their language. It can be canceled until everybody has it.")
        return {"title": _("Announce"), "explained": explained, "facts": facts}

    def _facts(self, wanted: Announcement) -> list[tuple]:
        words = [
            (name, format_html('<span lang="{}" dir="{}"><b>{}</b><br>{}</span>', code, way, *_said(wanted, code)))
            for code, name, way in LANGUAGES
        ]
        return [
            (_("to"), self.whom(wanted)),
            (_("zone"), self.place(wanted)),
            (_("push"), _("yes") if wanted.push else _("no")),
            (_("sent from"), self.begins(wanted)),
            (_("shown until"), self.ends(wanted)),
            *words,
        ]

    @action(description=_("Cancel the announcement"), url_path="cancel", permissions=["cancel"])
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        announcement = get_object_or_404(Announcement, pk=object_id)
        return self.ask_then_act(
            request,
            announcement,
            partial(services.cancel_announcement, announcement_id=announcement.pk, actor_id=me(request)),
            title=_("Cancel the announcement"),
            explained=_("Who has it already keeps it; nobody else gets it."),
            facts=[(_("reached"), announcement.reached), *self._facts(announcement)],
        )

    def has_cancel_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        can_be = [state for state, moves in ANNOUNCEMENT_MOVES.items() if AnnouncementStatus.CANCELED in moves]
        return self.may(request, object_id, status__in=can_be)


def _wanted(form: Any) -> Announcement:
    wanted = form.save(commit=False)
    wanted.starts_at, wanted.ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    return wanted


def _said(announcement: Announcement, language: str) -> tuple[str, str]:
    return announcement.title(language), announcement.text(language)


def _local(announcement: Announcement, name: str) -> str:
    """On the zone's own clock; without a zone, in UTC."""
    zone = geo.zone(announcement.zone_id).time_zone if announcement.zone_id else "UTC"
    return f"{on_clock(zone, getattr(announcement, name))} {zone}"
