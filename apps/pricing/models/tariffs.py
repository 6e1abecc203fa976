"""Tariffs, in versions: what is in force is never edited, only followed by a new version. And the holidays."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import Category
from apps.kernel.ids import uuid7


def _multiplier(name: Any) -> models.DecimalField:
    limits = [MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(3))]
    return models.DecimalField(name, max_digits=4, decimal_places=2, default=Decimal("1.00"), validators=limits)


class TariffVersion(models.Model):
    """Amounts in minor units of the market's currency. It belongs to a zone, or is the default of a whole market.

    Night is from `night_from` until `night_until` on the zone's clock; at night and on public holidays the trip is
    multiplied or a surcharge is added, not both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey(
        "geo.Zone", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone")
    )
    market = models.ForeignKey(
        "geo.Market",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("market"),
        help_text=_("For zones of this market that have no tariff of their own."),
    )
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateTimeField(
        _("valid from"), help_text=_("A version that has begun cannot be changed, only followed by a new one.")
    )
    base = models.PositiveIntegerField(_("base fare"))
    booking_fee = models.PositiveIntegerField(_("booking fee"))
    per_km = models.PositiveIntegerField(_("per kilometre"))
    per_minute = models.PositiveIntegerField(_("per minute"))
    minimum = models.PositiveIntegerField(_("minimum fare"), help_text=_("A multiple of the rounding step."))
    rounding_step = models.PositiveIntegerField(
        _("rounding step"), validators=[MinValueValidator(1)], help_text=_("The smallest coin that is used.")
    )
    quote_valid_s = models.PositiveIntegerField(
        _("quote valid, seconds"), default=300, validators=[MinValueValidator(30)]
    )
    per_stop = models.PositiveIntegerField(_("per stop"), default=0)
    waiting_free_min = models.PositiveSmallIntegerField(_("free waiting, minutes"), default=3)
    waiting_per_minute = models.PositiveIntegerField(_("waiting per minute"), default=0)
    night_from = models.TimeField(_("night from"), null=True, blank=True)
    night_until = models.TimeField(_("night until"), null=True, blank=True)
    night_multiplier = _multiplier(_("multiplier at night"))
    night_surcharge = models.PositiveIntegerField(_("surcharge at night"), default=0)
    holiday_multiplier = _multiplier(_("multiplier on holidays"))
    holiday_surcharge = models.PositiveIntegerField(_("surcharge on holidays"), default=0)

    class Meta:
        verbose_name = _("tariff version")
        verbose_name_plural = _("tariff versions")
        constraints = [
            models.CheckConstraint(
                condition=Q(zone__isnull=True) ^ Q(market__isnull=True), name="tariff_of_a_zone_or_a_market"
            ),
            models.UniqueConstraint(
                fields=["zone", "category", "version"], condition=Q(zone__isnull=False), name="zone_tariff_version_once"
            ),
            models.UniqueConstraint(
                fields=["market", "category", "version"],
                condition=Q(market__isnull=False),
                name="market_tariff_version_once",
            ),
            models.CheckConstraint(condition=Q(rounding_step__gte=1), name="tariff_rounding_step_positive"),
            models.CheckConstraint(
                condition=Exact(F("minimum") % F("rounding_step"), 0), name="tariff_minimum_is_a_multiple_of_step"
            ),
            models.CheckConstraint(
                condition=Q(night_multiplier__gte=1, holiday_multiplier__gte=1),
                name="tariff_rules_make_nothing_cheaper",
            ),
            models.CheckConstraint(
                condition=(Q(night_multiplier=1) | Q(night_surcharge=0))
                & (Q(holiday_multiplier=1) | Q(holiday_surcharge=0)),
                name="tariff_rule_multiplies_or_adds",
            ),
            models.CheckConstraint(
                condition=Q(night_from__isnull=True, night_until__isnull=True)
                | Q(night_from__isnull=False, night_until__isnull=False),
                name="tariff_night_begins_and_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone or self.market} {self.category} v{self.version}"

    def clean(self) -> None:
        if (self.zone_id is None) == (self.market_id is None):
            raise ValidationError(_("Choose a zone or a market, not both."))
        if self.rounding_step and self.minimum is not None and self.minimum % self.rounding_step:
            raise ValidationError({"minimum": _("The minimum fare must be a multiple of the rounding step.")})
        if (self.night_from is None) != (self.night_until is None):
            raise ValidationError({"night_until": _("Say when the night begins and when it ends.")})
        for rule in ("night", "holiday"):
            multiplier = getattr(self, f"{rule}_multiplier")
            if multiplier and multiplier > 1 and getattr(self, f"{rule}_surcharge"):
                raise ValidationError({f"{rule}_surcharge": _("A multiplier or a surcharge, not both.")})


class Holiday(models.Model):
    """A public holiday of a market: one day, or the same day every year since."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.ForeignKey("geo.Market", models.PROTECT, related_name="+", verbose_name=_("market"))
    date = models.DateField(_("date"))
    every_year = models.BooleanField(_("every year"), default=False)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        constraints = [models.UniqueConstraint(fields=["market", "date"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    @property
    def name(self) -> str:
        """In the active language."""
        return getattr(self, f"name_{(get_language() or 'fr')[:2]}", "") or self.name_fr
