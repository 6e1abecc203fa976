"""Promotions: a code that takes something off, within a budget, so often a person."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.pricing.states import PromoKind, UseState


class Promo(models.Model):
    """Amounts in minor units of the market's currency. `spent` counts what is reserved and what was used.

    `zones` (ids) and `categories` limit it; an empty list does not. Its terms stay as they are once it was used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9-]{3,20}\Z", _("Three to twenty letters A–Z, digits and hyphens."))],
        help_text=_("People may type it in small letters."),
    )
    market = models.ForeignKey("geo.Market", models.PROTECT, related_name="+", verbose_name=_("market"))
    kind = models.CharField(_("kind"), max_length=8, choices=PromoKind, default=PromoKind.PERCENT)
    percent = models.DecimalField(
        _("percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    amount = models.PositiveIntegerField(_("amount"), default=0)
    ceiling = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, help_text=_("Of a percentage: what one ride may get.")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    zones = models.JSONField(_("zones"), default=list, blank=True)
    categories = models.JSONField(_("categories"), default=list, blank=True)
    budget = models.PositiveBigIntegerField(_("budget"))
    spent = models.PositiveBigIntegerField(_("spent"), default=0, editable=False)
    per_person = models.PositiveIntegerField(_("uses a person"), default=1, validators=[MinValueValidator(1)])
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.CheckConstraint(condition=Q(spent__lte=F("budget")), name="promo_within_budget"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="promo_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(kind=PromoKind.PERCENT, percent__isnull=False, percent__gt=0, percent__lte=100, amount=0)
                | Q(kind=PromoKind.AMOUNT, percent__isnull=True, amount__gt=0),
                name="promo_percent_or_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PromoUse(models.Model):
    """One ride's discount. `place` counts a person's uses from 1: the constraint holds the cap, whoever races."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    promo = models.ForeignKey(Promo, models.PROTECT, related_name="uses", verbose_name=_("promotion"))
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", verbose_name=_("rider"))
    ref = models.UUIDField(unique=True)
    place = models.PositiveIntegerField()
    amount = models.PositiveIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=8, choices=UseState, default=UseState.RESERVED)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        constraints = [
            models.UniqueConstraint(
                fields=["promo", "person", "place"],
                condition=~Q(state=UseState.RELEASED),
                name="promo_place_of_a_person_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.promo} {self.person}"
