"""Cancellation policies with what they mean in worked examples, and commissions."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.kernel.markup import isolated
from apps.kernel.money import Money
from apps.pricing import services
from apps.pricing.admin.versions import IN_MINOR_UNITS, VersionedAdmin, VersionForm, amount
from apps.pricing.algorithms import cancellation
from apps.pricing.contracts import CancellationFacts, CancellationTerms
from apps.pricing.models import CancellationPolicy, CommissionPolicy
from apps.pricing.services.cancellation import terms_in

PROMISED_S = 600
NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


class CancellationPolicyForm(VersionForm):
    class Meta:
        model = CancellationPolicy
        fields = ["market", "category", "valid_from", "grace_s", "late_s", "no_show_wait_s", "fee", "no_show_fee"]


@admin.register(CancellationPolicy)
class CancellationPolicyAdmin(VersionedAdmin):
    form = CancellationPolicyForm
    publish = staticmethod(services.publish_cancellation_policy)
    series = ["market", "category"]
    copied = ["grace_s", "late_s", "no_show_wait_s", "fee", "no_show_fee"]
    list_display = ["market", "what", "valid_from", "grace_s", "late_s", "a_fee", "a_no_show_fee"]
    list_filter = ["market", "category"]
    list_select_related = ["market"]
    ordering = ["market__code", "category", "-version"]
    readonly_fields = ["examples"]
    a_fee = amount("fee", _("cancellation fee"))
    a_no_show_fee = amount("no_show_fee", _("no-show fee"))

    def get_fieldsets(self, request: HttpRequest, obj: CancellationPolicy | None = None) -> Any:
        shown = [
            (None, {"fields": ["market", "category", "valid_from"]}),
            (_("When it is free"), {"fields": ["grace_s", "late_s", "no_show_wait_s"]}),
            (_("Price"), {"fields": ["fee", "no_show_fee"], "description": IN_MINOR_UNITS}),
        ]
        return [*shown, (_("What it means"), {"fields": ["examples"]})] if obj else shown

    @admin.display(description=_("category"), ordering="category")
    def what(self, row: CancellationPolicy) -> str:
        return f"{row.get_category_display() or gettext('all categories')} · v{row.version}"

    @admin.display(description=_("examples"))
    def examples(self, row: CancellationPolicy) -> SafeString:
        """A driver accepted at 12:00 and promised to be there ten minutes later."""
        terms = terms_in(row, row.market.currency)
        return render_to_string("pricing/admin/examples.html", {"rows": _examples(terms), "note": _NOTE})


_NOTE = _("A driver accepted at 12:00 and promised to be there at 12:10.")


def _examples(terms: CancellationTerms) -> list[tuple[str, object]]:
    late, waited = PROMISED_S + terms.late_s + 1, PROMISED_S + terms.no_show_wait_s
    cases: list[tuple[Any, dict]] = [
        (_("The rider cancels before a driver has accepted"), {"now": 0, "accepted_at": None}),
        (_("The rider cancels at %(now)s"), {"now": max(terms.grace_s - 1, 0)}),
        (_("The rider cancels at %(now)s"), {"now": terms.grace_s}),
        (_("The rider cancels at %(now)s, the driver is not there yet"), {"now": late}),
        (_("The driver came at 12:10, no rider by %(now)s"), {"now": waited - 1, "by": "no_show"}),
        (_("The driver came at 12:10, no rider by %(now)s"), {"now": waited, "by": "no_show"}),
        (_("The driver cancels at %(now)s"), {"now": PROMISED_S, "by": "driver"}),
    ]
    return [(words % {"now": f"{_at(facts['now']):%H:%M:%S}"}, _owed(terms, facts)) for words, facts in cases]


def _owed(terms: CancellationTerms, facts: dict) -> object:
    happened = CancellationFacts(
        status="arriving",
        now=_at(facts["now"]),
        by=facts.get("by", "rider"),
        accepted_at=NOON if facts.get("accepted_at", 0) is not None else None,
        arrived_at=_at(PROMISED_S) if facts.get("by") == "no_show" else None,
        promised_pickup_at=_at(PROMISED_S),
    )
    _code, owed = cancellation.fee(terms, happened)
    return Money(owed, terms.currency) if owed else _("free")


def _at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


class CommissionPolicyForm(VersionForm):
    class Meta:
        model = CommissionPolicy
        fields = ["market", "valid_from", "percent"]


@admin.register(CommissionPolicy)
class CommissionPolicyAdmin(VersionedAdmin):
    form = CommissionPolicyForm
    publish = staticmethod(services.publish_commission_policy)
    series = ["market"]
    copied = ["percent"]
    list_display = ["market", "number", "valid_from", "share"]
    list_filter = ["market"]
    list_select_related = ["market"]
    ordering = ["market__code", "-version"]
    fields = ["market", "valid_from", "percent"]

    @admin.display(description=_("version"), ordering="version")
    def number(self, row: CommissionPolicy) -> str:
        return f"v{row.version}"

    @admin.display(description=_("commission"), ordering="percent")
    def share(self, row: CommissionPolicy) -> str:
        return isolated(f"{row.percent} %")
