"""Markets (country, currency, time zone, legal entity) and the zones they serve."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.geo.algorithms import eta, polygons
from apps.kernel.ids import uuid7
from apps.kernel.money import CURRENCIES


def validate_time_zone(name: str) -> None:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("Not a time zone: %(name)s"), params={"name": name}) from error


def validate_polygon(geojson: dict) -> None:
    try:
        polygons.read(geojson)
    except ValueError as error:
        raise ValidationError(_("Not a usable area: %(reason)s"), params={"reason": str(error)}) from error


def validate_speeds(speeds: list) -> None:
    plain = isinstance(speeds, list) and all(isinstance(s, int | float) and not isinstance(s, bool) for s in speeds)
    if not plain or len(speeds) != 24 or not all(1 <= s <= 200 for s in speeds):
        raise ValidationError(_("Give 24 speeds, one for each hour, between 1 and 200 km/h."))


def default_speeds() -> list[float]:
    return list(eta.DEFAULT_SPEEDS_KMH)


class LegalEntity(models.Model):
    """The company that answers for a market: it signs contracts and issues invoices."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    registration_number = models.CharField(_("registration number"), max_length=40)
    tax_number = models.CharField(_("tax number"), max_length=40)
    address = models.CharField(_("address"), max_length=200)

    class Meta:
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")

    def __str__(self) -> str:
        return self.name


class Market(models.Model):
    """A country we serve. `time_zone` decides its day and month boundaries (rule 10)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("country code"), max_length=2, unique=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[validate_time_zone])
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", verbose_name=_("legal entity"))

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")

    def __str__(self) -> str:
        return self.code


class Zone(models.Model):
    """An area we serve. A demonstration zone is one that the simulator drew around somebody's trips."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("market"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: the market's."),
    )
    polygon = models.JSONField(
        _("area"), validators=[validate_polygon], help_text=_("GeoJSON Polygon or MultiPolygon, [longitude, latitude].")
    )
    detour = models.FloatField(
        _("detour"), default=eta.DEFAULT_DETOUR, help_text=_("Metres by road for one metre in a straight line.")
    )
    speeds_kmh = models.JSONField(
        _("speeds"),
        default=default_speeds,
        validators=[validate_speeds],
        help_text=_("Mean speed in km/h of each of the 24 hours of the local day."),
    )
    demonstration = models.BooleanField(_("demonstration"), default=False)
    active = models.BooleanField(_("served"), default=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        constraints = [
            models.CheckConstraint(condition=models.Q(detour__gte=1, detour__lte=5), name="zone_detour_between_1_and_5")
        ]

    def __str__(self) -> str:
        return self.slug
