"""What pages of versioned prices share. A version that has begun was promised to somebody: it is only ever followed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from apps.kernel import clock
from apps.kernel.markup import isolated
from apps.kernel.money import Money
from apps.pricing.services import TariffBegun

IN_MINOR_UNITS = _("In minor units: centimes, of TND millimes.")


class VersionForm(forms.ModelForm):
    def clean_valid_from(self) -> object:
        """As publishing a new version will, but where the form can still say so."""
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < clock.now():
            raise forms.ValidationError(TariffBegun.title)
        return valid_from


def amount(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column that shows an amount with its currency."""

    @admin.display(description=label, ordering=name)
    def column(_admin: object, row: Any) -> str:
        market = row.market or row.zone.market
        return isolated(Money(getattr(row, name), market.currency))

    return column


class VersionedAdmin(ModelAdmin):
    """`series` are the fields that say what a version is a version of; `copied` what a new one starts with. `publish`
    is the use case that saves an unsaved row as the next version, named by each page: `publish(row, actor_id=…)`."""

    publish: Callable[..., object]
    series: list[str] = []
    copied: list[str] = []
    actions_detail = ["new_version"]

    def has_begun(self, row: Any) -> bool:
        return row.valid_from <= clock.now()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A version keeps its place in its series."""
        return [*super().get_readonly_fields(request, obj), *(self.series if obj else [])]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not self.has_begun(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not self.has_begun(obj)

    def has_supersede_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.save()
        else:
            self.publish(obj, actor_id=request.user.pk)

    def change_view(self, request: HttpRequest, object_id: str, *args: object, **kwargs: object) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row and self.has_begun(row):
            messages.info(request, _("This version has begun. To change it, make a new version from it."))
        return super().change_view(request, object_id, *args, **kwargs)

    @action(description=_("New version from this one"), url_path="new-version", permissions=["supersede"])
    def new_version(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        values = {name: getattr(row, self.opts.get_field(name).attname) for name in [*self.series, *self.copied]}
        known = {name: value for name, value in values.items() if value not in (None, "")}
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return HttpResponseRedirect(f"{page}?{urlencode(known)}")
