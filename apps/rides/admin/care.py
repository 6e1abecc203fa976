"""After the ride: lost items, cases and what our team gives back, for staff."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget

from apps.accounts import selectors as accounts_selectors
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named
from apps.kernel.money import DIGITS, Money
from apps.rides.admin.parts import Acting, Part, ReasonForm
from apps.rides.models import (
    CaseMessage,
    FareAdjustment,
    LostItem,
    LostItemMessage,
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


class LostItemThread(Part, TabularInline):
    model = LostItemMessage
    fields = readonly_fields = ["sent_at", "side", "text"]
    ordering = ["id"]
    extra = 0
    hide_title = True


@admin.register(LostItem)
class LostItemAdmin(Acting):
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
        return named(item.ride.driver and item.ride.driver.person)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @action(description=_("Close"), url_path="close", permissions=["close"])
    def close_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        item = get_object_or_404(LostItem.objects.select_related("ride__rider"), pk=object_id)
        form = ReasonForm(request.POST or None)
        return self.ask_then_act(
            request,
            item,
            lambda: lost_items.close(staff_id=me(request), item_id=item.pk, **form.cleaned_data),
            form,
            title=_("Close"),
            facts=[(_("what was lost"), item.description)],
            explained=_("The report ends, and with it what rider and driver write about it. Both are told."),
        )

    def has_close_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        open_ones = [LostItemStatus.REPORTED, LostItemStatus.FOUND, LostItemStatus.NOT_FOUND]
        return self.may(request, object_id, status__in=open_ones)


class Thread(Part, TabularInline):
    model = CaseMessage
    fields = readonly_fields = ["sent_at", "author", "staff", "text"]
    ordering = ["id"]
    extra = 0
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("staff")


@admin.register(SupportCase)
class SupportCaseAdmin(Acting):
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
        return named(given and given.given_by)

    @admin.display(description=_("reason"))
    def why(self, case: SupportCase) -> str:
        given = getattr(case, "adjustment", None)
        return given.reason if given else "–"

    @action(description=_("Answer"), url_path="answer", permissions=["answer"])
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case, form = self._case(object_id), AnswerForm(request.POST or None)
        return self.ask_then_act(
            request,
            case,
            lambda: cases.answer(staff_id=me(request), case_id=case.pk, **form.cleaned_data),
            form,
            title=_("Answer"),
            facts=_facts(case),
            explained=_("The person is told at once."),
        )

    @action(description=_("Give back of the fare"), url_path="adjust", permissions=["adjust"])
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case = self._case(object_id)
        most = adjustable_minor(case.ride, accounts_selectors.roles(me(request)))
        form = AdjustmentForm(request.POST or None, currency=case.ride.currency, most_minor=most)
        return self.ask_then_act(
            request,
            case,
            lambda: cases.adjust(
                staff_id=me(request),
                case_id=case.pk,
                amount_minor=form.amount_minor,
                reason=form.cleaned_data["note"],
            ),
            form,
            title=_("Promise it"),
            facts=_facts(case),
            explained=_(
                "The rider is told, and the receipt says it. Once a case; it cannot be taken back. Nothing is paid "
                "until the ledger posts it."
            ),
        )

    @action(description=_("Close"), url_path="close", permissions=["answer"])
    def close_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        case, form = self._case(object_id), ReasonForm(request.POST or None)
        return self.ask_then_act(
            request,
            case,
            lambda: cases.close(staff_id=me(request), case_id=case.pk, **form.cleaned_data),
            form,
            title=_("Close"),
            facts=_facts(case),
            explained=_("The person is told, and writes no more in this case."),
        )

    def has_answer_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, status__in=[CaseStatus.OPEN, CaseStatus.ANSWERED])

    def has_adjust_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        waiting = {"status__in": [CaseStatus.OPEN, CaseStatus.ANSWERED], "side": Side.RIDER}
        return self.may(request, object_id, **waiting, adjustment=None, ride__receipt__isnull=False)

    def _case(self, object_id: str) -> SupportCase:
        return get_object_or_404(SupportCase.objects.select_related("ride__rider", "person"), pk=object_id)


def _facts(case: SupportCase) -> list[tuple[object, object]]:
    return [(_("person"), named(case.person)), (_("kind"), case.get_kind_display()), (_("ride"), case.ride)]


class CurrencyFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("currency")


@admin.register(FareAdjustment)
class FareAdjustmentAdmin(Acting):
    list_display = ["given_at", "amount", "state", "rider_name", "given_by_name", "reason"]
    list_filter = ["state", ("currency", CurrencyFilter), "given_at"]
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
