"""Riders and drivers who avoid or prefer each other. Staff may block two, and take back only what staff said."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.fleet import services
from apps.fleet.admin.acts import Act, ActsAdmin
from apps.fleet.admin.parts import Kept, coloured, driver_link
from apps.fleet.models import Pair
from apps.fleet.states import PairBy, PairKind
from apps.kernel.asking import me
from apps.kernel.markup import named


class BlockForm(forms.ModelForm):
    class Meta:
        model = Pair
        fields = ["rider", "driver", "reason"]

    def clean(self) -> dict:
        typed = super().clean() or {}
        rider, driver = typed.get("rider"), typed.get("driver")
        if rider and driver and rider.pk == driver.pk:
            self.add_error("driver", _("These are one person."))
        elif Pair.objects.filter(rider=rider, driver=driver, kind=PairKind.BLOCKED, by=PairBy.STAFF).exists():
            self.add_error(None, _("Staff have blocked these two already."))
        return typed


@admin.register(Pair)
class PairAdmin(Kept, ActsAdmin):
    form = BlockForm
    list_display = ["rider_name", "driver_name", "what", "by", "reason", "created_at"]
    list_filter = ["kind", "by"]
    search_fields = [
        "rider__full_name", "rider__phone", "driver__person__full_name", "driver__person__phone",
    ]  # fmt: skip
    ordering = ["-id"]
    show_full_result_count = False
    autocomplete_fields = ["rider", "driver"]
    actions_detail = ["unblock"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pair]:
        return super().get_queryset(request).select_related("rider", "driver__person")

    def get_fields(self, request: HttpRequest, obj: Pair | None = None) -> list[str]:
        shown = ["rider_name", "driver_page", "wish", "by", "reason", "created_at"]
        return shown if obj else list(BlockForm.Meta.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Pair | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Pair | None = None) -> bool:
        return False

    @admin.display(description=_("rider"), ordering="rider__full_name")
    def rider_name(self, pair: Pair) -> str:
        return named(pair.rider)

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, pair: Pair) -> str:
        return named(pair.driver.person)

    @admin.display(description=_("driver"))
    def driver_page(self, pair: Pair) -> SafeString:
        return driver_link(pair.driver)

    @display(description=_("kind"), ordering="kind", label={PairKind.BLOCKED: "danger", PairKind.FAVOURITE: "success"})
    def what(self, pair: Pair) -> tuple[str, object]:
        return coloured(pair.kind, pair.get_kind_display())

    @admin.display(description=_("kind"))
    def wish(self, pair: Pair) -> str:
        return pair.get_kind_display()

    def save_model(self, request: HttpRequest, obj: Pair, form: Any, change: bool) -> None:
        between = {"rider_id": obj.rider_id, "driver_id": obj.driver_id}
        if services.block_pair(**between, by=PairBy.STAFF, reason=obj.reason, actor_id=me(request)):
            messages.info(request, _("They are not matched any more. What was accepted before goes on."))
        obj.pk = Pair.objects.get(**between, kind=PairKind.BLOCKED, by=PairBy.STAFF).pk

    @action(description=_("Unblock"), url_path="unblock", permissions=["unblock"], variant=ActionVariant.PRIMARY)
    def unblock(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        between = {"rider_id": row.rider_id, "driver_id": row.driver_id}
        act = Act(
            title=_("Unblock"),
            explained=_("These two may be matched again, unless one of them has blocked the other."),
            do=partial(services.unblock_pair, **between, by=PairBy.STAFF, actor_id=me(request)),
            facts=[(_("rider"), named(row.rider)), (_("driver"), named(row.driver.person)), (_("reason"), row.reason)],
        )
        return self.act(request, row, act)

    def after(self, request: HttpRequest, row: Pair) -> str:
        """The row is gone."""
        return "admin:fleet_pair_changelist"

    def has_unblock_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """What a rider or a driver said is theirs to take back."""
        may = request.user.has_perm("fleet.add_pair")
        row = self.get_object(request, str(object_id)) if may and object_id else None
        return may and (row is None or (row.by == PairBy.STAFF and row.kind == PairKind.BLOCKED))
