"""Matching policies: the form makes the next version, after showing what changes."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.dispatch import selectors, services
from apps.dispatch.admin import preview
from apps.dispatch.models import POLICY_FIELDS, Policy
from apps.geo import selectors as geo

LABELS = {field.name: field.verbose_name for field in Policy._meta.fields}


class RadiiField(forms.CharField):
    """Whole metres, from the nearest to the widest: `2000 4000 8000`."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: object) -> object:
        return " ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: str) -> list[int]:
        words = re.split(r"[\s,;]+", super().clean(value).strip("[] "))
        radii = [int(word) for word in words if word.isascii() and word.isdigit()]
        if len(radii) != len(words) or radii != sorted(set(radii)) or not 0 < radii[0] <= radii[-1] <= 100_000:
            raise forms.ValidationError(_("Give whole metres, from the nearest to the widest: 2000 4000 8000."))
        return radii


class PolicyForm(forms.ModelForm):
    radii_m = RadiiField(label=_("radii (m)"), help_text=_("From the nearest to the widest, at most 100000."))

    class Meta:
        model = Policy
        fields = ["zone", *POLICY_FIELDS]


def differences(new: Policy, old: Policy) -> Iterator[tuple[str, str, str]]:
    """(label, value in force, new value) of what differs."""
    for name in POLICY_FIELDS:
        if getattr(new, name) != getattr(old, name):
            yield label(name), shown(old, name), shown(new, name)


def label(name: str) -> str:
    return str(LABELS[name])


def shown(policy: Policy, name: str) -> str:
    if name == "radii_m":
        return " · ".join(map(str, policy.radii_m))
    return str(display() if (display := getattr(policy, f"get_{name}_display", None)) else getattr(policy, name))


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    form = PolicyForm
    list_display = ["place", "numbered", "solver", "window_ms", "offer_s", "patience_s", "created_at"]
    list_filter = ["zone"]
    ordering = [F("zone__slug").asc(nulls_first=True), "-version"]
    list_before_template = "admin/dispatch/policy/in_force.html"
    actions_detail = ["next_version"]
    fieldsets = [
        (None, {"fields": ["zone"], "description": _("Without a zone: wherever no zone has its own.")}),
        (_("Rounds"), {"fields": ["solver", "window_ms", "solver_budget_ms", "retry_s"]}),
        (_("Search"), {"fields": ["radii_m", "candidates_per_job", "offer_s", "patience_s"]}),
        (_("Forward offers"), {"fields": ["forward_s", "forward_penalty_s"]}),
        (
            _("Weights"),
            {
                "fields": [
                    "waiting_weight",
                    "undelivered_penalty_s",
                    "favourite_bonus_s",
                    "fallbacks",
                    "fallback_penalty_s",
                    "home_share",
                    "rematch_priority_s",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).select_related("zone")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Where no policy was added the built-in values are in force, and are no row."""
        built_in = [] if Policy.objects.filter(zone=None).exists() else _built_in()
        return super().changelist_view(request, {**(extra_context or {}), "built_in": built_in})

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, policy: Policy) -> str:
        return geo.zone(policy.zone_id).name if policy.zone_id else str(_("everywhere"))

    @admin.display(description=_("version"), ordering="version")
    def numbered(self, policy: Policy) -> str:
        return f"v{policy.version}"

    @action(description=_("New version from this one"), url_path="next-version", permissions=["supersede"])
    def next_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('admin:dispatch_policy_add')}?from={object_id}")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is in force, or the version the form was opened from: only what should change has to be typed."""
        opened_from = _uuid(request.GET.get("from", ""))
        source = Policy.objects.filter(pk=opened_from).first() if opened_from else None
        zone_id = source.zone_id if source else _uuid(request.GET.get("zone", ""))
        known = source or selectors.policy_for(zone_id)
        values = {name: getattr(known, name) for name in POLICY_FIELDS}
        return values | {"zone": zone_id} | {name: request.GET[name] for name in POLICY_FIELDS if name in request.GET}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """A valid form is shown as what it would change; only from there it is put in force."""
        form = PolicyForm(request.POST) if request.method == "POST" and self.has_add_permission(request) else None
        if form is None or not form.is_valid():
            return super().add_view(request, form_url, extra_context)
        seen = request.POST.get("confirmed", "")
        return self._put_in_force(request, form, int(seen)) if seen.isdigit() else self._confirm(request, form)

    def get_urls(self) -> list:
        address = path("preview/", self.admin_site.admin_view(self.preview_view), name="dispatch_policy_preview")
        return [address, *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The form's policy beside the one in force, in the hour that was chosen: a piece of the page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PolicyForm(request.POST)
        if not form.is_valid():
            raise BadRequest("policy")
        found = preview.replay(form.instance, request.POST.get("hour", ""))
        context = {"found": found, "rows": found and list(preview.rows(found))}
        return TemplateResponse(request, "admin/dispatch/policy/preview_found.html", context)

    def _confirm(self, request: HttpRequest, form: PolicyForm) -> HttpResponse:
        policy = form.instance
        in_force = selectors.policy_for(policy.zone_id)
        values = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
        context = self.admin_site.each_context(request) | {
            "title": _("What changes"),
            "opts": self.opts,
            "policy": policy,
            "place": self.place(policy),
            "old": in_force,
            "changed": list(differences(policy, in_force)),
            "values": values,
            "seen": selectors.last_version(policy.zone_id),
            "counts": preview.counts(policy, in_force),
            "hours": preview.hours(policy.zone_id),
            "ignored": [label(name) for name in preview.ignored()],
            "back": f"{reverse('admin:dispatch_policy_add')}?{urlencode(values)}",
        }
        return TemplateResponse(request, "admin/dispatch/policy/confirm.html", context)

    def _put_in_force(self, request: HttpRequest, form: PolicyForm, seen: int) -> HttpResponse:
        try:
            services.add_policy(policy=form.instance, actor_id=request.user.pk, after_version=seen)
        except services.PolicyChanged as changed:
            self.message_user(request, changed.title, messages.ERROR)
            return self._confirm(request, form)
        self.message_user(request, _("Version %(version)d is in force.") % {"version": form.instance.version})
        return redirect("admin:dispatch_policy_changelist")

    def has_supersede_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False


def _built_in() -> list[tuple[str, str]]:
    policy = Policy()
    return [(label(name), shown(policy, name)) for name in POLICY_FIELDS]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
