"""What a market asks of drivers and vehicles. Data, not code: staff change it in the admin."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.fleet.states import DocumentKind
from apps.geo.contracts import Category
from apps.kernel.ids import uuid7


class DocumentRequirement(models.Model):
    """A document without which nobody goes online in a market: once a person, or for each vehicle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.ForeignKey("geo.Market", on_delete=models.PROTECT, related_name="+", verbose_name=_("market"))
    kind = models.CharField(_("document"), max_length=24, choices=DocumentKind)
    per_vehicle = models.BooleanField(_("for each vehicle"), default=False)
    needs_expiry = models.BooleanField(_("has an expiry date"), default=True)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        constraints = [models.UniqueConstraint(fields=["market", "kind"], name="document_required_once")]

    def __str__(self) -> str:
        return f"{self.market} · {self.get_kind_display()}"


class CategoryRule(models.Model):
    """What a vehicle of a category must be in a market. Age counts calendar years; where no year is known, none is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.ForeignKey("geo.Market", on_delete=models.PROTECT, related_name="+", verbose_name=_("market"))
    category = models.CharField(_("category"), max_length=12, choices=Category)
    min_seats = models.PositiveSmallIntegerField(_("seats at least"), validators=[MinValueValidator(1)])
    max_age_years = models.PositiveSmallIntegerField(_("years old at most"))

    class Meta:
        verbose_name = _("category rule")
        verbose_name_plural = _("category rules")
        constraints = [models.UniqueConstraint(fields=["market", "category"], name="category_ruled_once")]

    def __str__(self) -> str:
        return f"{self.market} · {self.get_category_display()}"


class WorkRule(models.Model):
    """How drivers of a market may work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.OneToOneField("geo.Market", on_delete=models.PROTECT, related_name="+", verbose_name=_("market"))
    home_uses_a_day = models.PositiveSmallIntegerField(_("go-home mode, times a day"), default=2)

    class Meta:
        verbose_name = _("work rule")
        verbose_name_plural = _("work rules")

    def __str__(self) -> str:
        return str(self.market)
