"""What a market takes for a canceled ride and from a driver's fare, in versions."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import Category
from apps.kernel.ids import uuid7


class MarketPolicy(models.Model):
    """A version that has begun is never edited, only followed: of those begun the latest is in force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.ForeignKey("geo.Market", models.PROTECT, related_name="+", verbose_name=_("market"))
    version = models.PositiveIntegerField(_("version"), editable=False)
    valid_from = models.DateTimeField(
        _("valid from"), help_text=_("A version that has begun cannot be changed, only followed by a new one.")
    )

    class Meta:
        abstract = True


class CancellationPolicy(MarketPolicy):
    """Seconds, and minor units of the market's currency. Where a category has a policy of its own, that counts."""

    category = models.CharField(
        _("category"), max_length=12, choices=Category, blank=True, help_text=_("Empty: every category.")
    )
    grace_s = models.PositiveIntegerField(_("free after acceptance, seconds"), default=120)
    late_s = models.PositiveIntegerField(
        _("driver late after, seconds"), default=300, help_text=_("Free when the driver is later than this.")
    )
    no_show_wait_s = models.PositiveIntegerField(
        _("wait before a no-show, seconds"), default=300, validators=[MinValueValidator(60)]
    )
    fee = models.PositiveIntegerField(_("cancellation fee"))
    no_show_fee = models.PositiveIntegerField(_("no-show fee"))

    class Meta:
        verbose_name = _("cancellation policy")
        verbose_name_plural = _("cancellation policies")
        constraints = [
            models.UniqueConstraint(fields=["market", "category", "version"], name="cancellation_policy_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.category or '*'} v{self.version}"


class CommissionPolicy(MarketPolicy):
    """The share of the fare, without the booking fee, that the platform keeps."""

    percent = models.DecimalField(
        _("commission, percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        constraints = [
            models.UniqueConstraint(fields=["market", "version"], name="commission_policy_version_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="commission_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.market} v{self.version}"
