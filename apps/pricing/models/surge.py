"""Surge: what a market allows, and how each cell of a zone stands."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.pricing.algorithms import surge


class SurgePolicy(models.Model):
    """Rows never change: a market's highest version is in force from the moment it is there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.ForeignKey("geo.Market", models.PROTECT, related_name="+", verbose_name=_("market"))
    version = models.PositiveIntegerField(_("version"), editable=False)
    enabled = models.BooleanField(_("on"), default=True)
    cap = models.DecimalField(
        _("highest multiplier"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("2.00"),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(5))],
    )
    sensitivity = models.FloatField(
        _("sensitivity"),
        default=0.5,
        validators=[MinValueValidator(0.0), MaxValueValidator(5.0)],
        help_text=_("What is added to the multiplier for each car that is missing, a car that is there."),
    )
    least_demand = models.FloatField(
        _("least demand"),
        default=3.0,
        validators=[MinValueValidator(1.0)],
        help_text=_("Riders waiting in and around a cell below which its price does not rise."),
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("surge setting")
        verbose_name_plural = _("surge settings")
        constraints = [
            models.UniqueConstraint(fields=["market", "version"], name="surge_policy_version_once"),
            models.CheckConstraint(condition=Q(cap__gte=1, cap__lte=5), name="surge_cap_between_1_and_5"),
            models.CheckConstraint(condition=Q(sensitivity__gte=0), name="surge_sensitivity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.market} v{self.version}"

    @property
    def terms(self) -> surge.Terms:
        """Switched off is a cap of 1.00: demand and supply are still counted."""
        cap = int(self.cap * surge.ONE) if self.enabled else surge.ONE
        return surge.Terms(cap, self.sensitivity, self.least_demand)


class SurgeZone(models.Model):
    """When a zone's cells were last counted (city time). Its row is taken before any cell of the zone is written."""

    zone = models.OneToOneField("geo.Zone", models.PROTECT, related_name="+", primary_key=True)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.zone} {self.at}"


class SurgeCell(models.Model):
    """An H3 cell with something in it; one that is not here rests at 1.00. Levels as in `algorithms.surge`.

    `riders` and `cars` are the counts of the last observation, `cars_by_category` the same cars by what they serve;
    `demand` and `supply` are smoothed over time and neighbours.
    """

    zone = models.ForeignKey("geo.Zone", models.PROTECT, related_name="+")
    cell = models.CharField(max_length=16)
    at = models.DateTimeField()
    riders = models.PositiveIntegerField(default=0)
    cars = models.PositiveIntegerField(default=0)
    cars_by_category = models.JSONField(default=dict)
    demand = models.FloatField()
    supply = models.FloatField()
    level = models.PositiveIntegerField()
    target = models.PositiveIntegerField()
    policy = models.ForeignKey(SurgePolicy, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "cell"], name="surge_cell_once"),
            models.CheckConstraint(condition=Q(level__gte=surge.ONE), name="surge_never_below_one"),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {surge.shown(self.level)}"

    @property
    def line(self) -> surge.Cell:
        return surge.Cell(self.demand, self.supply, self.level, self.target, self.at)
