"""After the ride: lost items, cases and what our team gives back, for staff."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget

from apps.accounts import selectors as accounts_selectors
from apps.accounts import services as accounts
from apps.kernel.markup import isolated
from apps.kernel.money import DIGITS, Money
from apps.kernel.problems import Problem
from apps.rides.admin.parts import Part, ReadOnly, ReasonForm, named
from apps.rides.models import (
    AdjustmentCap,
    CaseMessage,
    FareAdjustment,
    LostItem,
    LostItemMessage,
    StandingPolicy,
    SupportCase,
)
from apps.rides.selectors.cases import adjustable_minor
from apps.rides.services import cases, lost_items
from apps.rides.states import CaseStatus, LostItemStatus, Side


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("The person reads it, without your name. Write in their language."),
    )


class AdjustmentForm(forms.Form):
    """`amount` in major units of the fare's currency, as people write it."""

    amount = forms.DecimalField()
    note = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)

    def __init__(self, *args: Any, currency: str, most_minor: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, digits = currency, DIGITS[currency]
        amount = self.fields["amount"] = forms.DecimalField(
            label=_("Amount"),
            min_value=Decimal(1).scaleb(-digits),
            max_value=max(Money(most_minor, currency).amount, Decimal(1).scaleb(-digits)),
            decimal_places=digits,
            widget=UnfoldAdminDecimalFieldWidget,
        )
        amount.help_text = _("You may give back at most %(most)s in this case.") % {"most": Money(most_minor, currency)}

    @property
    def amount_minor(self) -> int:
        return int(self.cleaned_data["amount"].scaleb(DIGITS[self.currency]))


def _me(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))


class Acting(ReadOnly):
    """Pages that ask first, then do: nothing changes by following a link."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _may(self: Any, request: HttpRequest, object_id: str | None, **which: object) -> bool:
        may = request.user.has_perm(f"rides.{get_permission_codename('change', self.opts)}")
        return may and (object_id is None or self.model.objects.filter(pk=object_id, **which).exists())

    def _ask(
        self: Any, request: HttpRequest, row: Model, form: forms.Form, do: Callable[[], object], **words: object
    ) -> HttpResponse:
        if form.is_valid():
            try:
                do()
                self.message_user(request, _("Done."), messages.SUCCESS)
            except Problem as refused:
                self.message_user(request, refused.title, messages.ERROR)
            return redirect(f"admin:rides_{self.opts.model_name}_change", row.pk)
        back = f"admin:rides_{self.opts.model_name}_change"
        context = {"row": row, "form": form, "opts": self.opts, "back": back, **words}
        return TemplateResponse(request, "rides/admin/ask.html", self.admin_site.each_context(request) | context)


class LostItemThread(Part, TabularInline):
    model = LostItemMessage
    fields = readonly_fields = ["sent_at", "side", "text"]
    ordering = ["id"]
    extra = 0
    hide_title = True


@admin.register(LostItem)
class LostItemAdmin(Acting, ModelAdmin):
    list_display = ["reported_at", "description", "rider_name", "driver_name", "status"]
    list_filter = ["status", "reported_at"]
    list_select_related = ["ride__rider", "ride__driver__person"]
    search_fields = ["=ride__id", "description", "ride__rider__full_name", "ride__rider__phone"]
    ordering = ["-id"]
    show_full_result_count = False
    inlines = [LostItemThread]
    actions_detail = ["close_it"]
    fields = readonly_fields = [
        "status", "description", "ride", "rider_name", "driver_name", "reported_at", "answered_at", "closed_at", "note",
    ]  # fmt: skip

    @admin.display(description=_("rider"), ordering="ride__rider__full_name")
    def rider_name(self, item: LostItem) -> str:
        return named(item.ride.rider)

    @admin.display(description=_("driver"), ordering="ride__driver__person__full_name")
    def driver_name(self, item: LostItem) -> str:
        return named(item.ride.driver.person) if item.ride.driver else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @action(description=_("Close"), url_path="close", permissions=["close"])
    def close_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        item = get_object_or_404(LostItem.objects.select_related("ride__rider"), pk=object_id)
        form = ReasonForm(request.POST or None)
        return self._ask(
            request,
            item,
            form,
            lambda: lost_items.close(staff_id=_me(request), item_id=item.pk, note=form.cleaned_data["note"]),
            title=_("Close"),
            explained=_("The report ends, and with it what rider and driver write about it. Both are told."),
        )

    def has_close_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        open_ones = [LostItemStatus.REPORTED, LostItemStatus.FOUND, LostItemStatus.NOT_FOUND]
        return self._may(request, object_id, status__in=open_ones)


class Thread(Part, TabularInline):
    model = CaseMessage
    fields = readonly_fields = ["sent_at", "author", "staff", "text"]
    ordering = ["id"]
    extra = 0
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("staff")


@admin.register(SupportCase)
class SupportCaseAdmin(Acting, ModelAdmin):
    list_display = ["opened_at", "kind", "status", "person_name", "side", "ride_name", "given_back"]
    list_filter = ["status", "kind", "side", "opened_at"]
    list_select_related = ["person", "ride", "adjustment__given_by"]
    search_fields = ["=ride__id", "person__full_name", "person__phone"]
    ordering = ["-id"]
    show_full_result_count = False
    inlines = [Thread]
    actions_detail = ["answer", "adjust", "close_it"]
    fields = readonly_fields = [
        "status", "kind", "person_name", "side", "ride", "opened_at", "closed_at", "given_back", "given_by", "why",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description=_("person"), ordering="person__full_name")
    def person_name(self, case: SupportCase) -> str:
        return named(case.person)

    @admin.display(description=_("ride"))
    def ride_name(self, case: SupportCase) -> str:
        return str(case.ride)

    @admin.display(description=_("promised back"))
    def given_back(self, case: SupportCase) -> str:
        given = getattr(case, "adjustment", None)
        return isolated(Money(given.amount_minor, given.currency)) if given else "–"

    @admin.display(description=_("given by"))
    def given_by(self, case: SupportCase) -> str:
        given = getattr(case, "adjustment", None)
        return named(given.given_by) if given else "–"

    @admin.display(description=_("reason"))
    def why(self, case: SupportCase) -> str:
        given = getattr(case, "adjustment", None)
        return given.reason if given else "–"

    @action(description=_("Answer"), url_path="answer", permissions=["answer"])
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case, form = self._case(object_id), AnswerForm(request.POST or None)
        return self._ask(
            request,
            case,
            form,
            lambda: cases.answer(staff_id=_me(request), case_id=case.pk, text=form.cleaned_data["text"]),
            title=_("Answer"),
            explained=_("The person is told at once."),
        )

    @action(description=_("Give back of the fare"), url_path="adjust", permissions=["adjust"])
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case = self._case(object_id)
        most = adjustable_minor(case.ride, accounts_selectors.roles(_me(request)))
        form = AdjustmentForm(request.POST or None, currency=case.ride.currency, most_minor=most)
        return self._ask(
            request,
            case,
            form,
            lambda: cases.adjust(
                staff_id=_me(request),
                case_id=case.pk,
                amount_minor=form.amount_minor,
                reason=form.cleaned_data["note"],
            ),
            title=_("Promise it"),
            explained=_(
                "The rider is told, and the receipt says it. Once a case; it cannot be taken back. Nothing is paid "
                "until the ledger posts it."
            ),
        )

    @action(description=_("Close"), url_path="close", permissions=["answer"])
    def close_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case, form = self._case(object_id), ReasonForm(request.POST or None)
        return self._ask(
            request,
            case,
            form,
            lambda: cases.close(staff_id=_me(request), case_id=case.pk, note=form.cleaned_data["note"]),
            title=_("Close"),
            explained=_("The person is told, and writes no more in this case."),
        )

    def has_answer_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may(request, object_id, status__in=[CaseStatus.OPEN, CaseStatus.ANSWERED])

    def has_adjust_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        waiting = {"status__in": [CaseStatus.OPEN, CaseStatus.ANSWERED], "side": Side.RIDER}
        return self._may(request, object_id, **waiting, adjustment=None, ride__receipt__isnull=False)

    def _case(self, object_id: str) -> SupportCase:
        return get_object_or_404(SupportCase.objects.select_related("ride__rider", "person"), pk=object_id)


@admin.register(FareAdjustment)
class FareAdjustmentAdmin(Acting, ModelAdmin):
    list_display = ["given_at", "amount", "state", "rider_name", "given_by_name", "reason"]
    list_filter = ["state", "currency", "given_at"]
    list_select_related = ["ride__rider", "given_by"]
    search_fields = ["=ride__id", "ride__rider__full_name", "given_by__full_name"]
    ordering = ["-given_at"]
    show_full_result_count = False
    fields = readonly_fields = ["case", "ride", "amount", "state", "given_by_name", "given_at", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related, "case__ride")

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount(self, given: FareAdjustment) -> str:
        return isolated(Money(given.amount_minor, given.currency))

    @admin.display(description=_("rider"))
    def rider_name(self, given: FareAdjustment) -> str:
        return named(given.ride.rider)

    @admin.display(description=_("given by"))
    def given_by_name(self, given: FareAdjustment) -> str:
        return named(given.given_by)


@admin.register(AdjustmentCap)
class AdjustmentCapAdmin(ModelAdmin):
    """Who gives back how much is for finance to say."""

    list_display = ["role", "currency", "most"]
    list_filter = ["role", "currency"]
    ordering = ["currency", "role"]
    fields = ["role", "currency", "most_minor"]
    readonly_fields = ["role", "currency"]

    @admin.display(description=_("at most"), ordering="most_minor")
    def most(self, cap: AdjustmentCap) -> str:
        return str(_("the whole fare")) if cap.most_minor is None else isolated(Money(cap.most_minor, cap.currency))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AdjustmentCap | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AdjustmentCap, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        subject = f"adjustment_cap:{obj.role}:{obj.currency}"
        accounts.audit(request.user.pk, "adjustment_cap.changed", subject, most_minor=obj.most_minor)


@admin.register(StandingPolicy)
class StandingPolicyAdmin(ModelAdmin):
    """When riders are asked whether all is well; a market without a row has the figures of an empty form."""

    list_display = ["market", "active", "still_s", "again_s", "answer_s", "moved_m", "near_m"]
    list_filter = ["active"]
    list_select_related = ["market"]
    ordering = ["market"]

    def save_model(self, request: HttpRequest, obj: StandingPolicy, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        accounts.audit(_me(request), "standing_policy.changed", f"market:{obj.market}", **_figures(obj))


def _figures(policy: StandingPolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in ("active", "still_s", "again_s", "answer_s", "moved_m", "near_m")}
