"""Tariffs, in versions: what is in force is never edited, only followed by a new version."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import Category
from apps.kernel.ids import uuid7


class TariffVersion(models.Model):
    """Amounts in minor units of the market's currency. It belongs to a zone, or is the default of a whole market."""

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
        ]

    def __str__(self) -> str:
        return f"{self.zone or self.market} {self.category} v{self.version}"

    def clean(self) -> None:
        if (self.zone_id is None) == (self.market_id is None):
            raise ValidationError(_("Choose a zone or a market, not both."))
        if self.rounding_step and self.minimum is not None and self.minimum % self.rounding_step:
            raise ValidationError({"minimum": _("The minimum fare must be a multiple of the rounding step.")})
