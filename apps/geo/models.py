"""Markets (country, currency, time zone, legal entity) and the zones they serve."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.geo.algorithms import eta, polygons
from apps.geo.contracts import Category, PauseReason
from apps.kernel.ids import uuid7
from apps.kernel.money import CURRENCIES

COUNTRIES = {"DZ": _("Algeria"), "FR": _("France"), "MA": _("Morocco"), "TN": _("Tunisia")}


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


class Weekend(models.TextChoices):
    SATURDAY_SUNDAY = "sat-sun", _("Saturday and Sunday")
    FRIDAY_SATURDAY = "fri-sat", _("Friday and Saturday")


WEEKENDS = {Weekend.SATURDAY_SUNDAY: frozenset({6, 7}), Weekend.FRIDAY_SATURDAY: frozenset({5, 6})}  # ISO weekdays


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
    weekend = models.CharField(_("weekend"), max_length=7, choices=Weekend.choices, default=Weekend.SATURDAY_SUNDAY)
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", verbose_name=_("legal entity"))

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")

    def __str__(self) -> str:
        return str(COUNTRIES.get(self.code, self.code))


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
        return getattr(self, f"name_{(get_language() or 'fr')[:2]}", "") or self.name_fr


class ServicePause(models.Model):
    """A zone, or one category of it, takes no new requests from `starts_at` on; what was accepted goes on.

    `ended_at` is when staff resumed it, or `ends_at` once that has passed and somebody looked. Two pauses of the same
    never overlap: `pause_service` sees to it under a lock on the zone, as no constraint of every database can.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    category = models.CharField(
        _("category"), max_length=12, choices=Category.choices, blank=True, help_text=_("Empty: all of them.")
    )
    reason_code = models.CharField(
        _("reason"), max_length=12, choices=PauseReason.choices, help_text=_("Riders and drivers read it.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Only staff read it."))
    starts_at = models.DateTimeField(_("starts at"), blank=True, help_text=_("Empty: now. On the zone's own clock."))
    ends_at = models.DateTimeField(
        _("ends at"), null=True, blank=True, help_text=_("Empty: until it is resumed. On the zone's own clock.")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("paused by")
    )
    ended_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("resumed by")
    )

    class Meta:
        verbose_name = _("service pause")
        verbose_name_plural = _("service pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "category"],
                condition=models.Q(ended_at=None, ends_at=None),
                name="one_endless_pause_a_zone_and_category",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} · {self.get_category_display() or '*'}"


class SpeedSum(models.Model):
    """What finished trips teach about one cell (H3) in one hour of a kind of day: straight-line metres and seconds.

    `measured_m` are the straight-line metres of the trips whose road metres are known, `road_m` those road metres.
    """

    id = models.BigAutoField(primary_key=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    cell = models.CharField(max_length=15)
    weekend = models.BooleanField()
    hour = models.PositiveSmallIntegerField()
    straight_m = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    measured_m = models.FloatField(default=0)
    road_m = models.FloatField(default=0)

    class Meta:
        verbose_name = _("learned speed")
        verbose_name_plural = _("learned speeds")
        constraints = [
            models.UniqueConstraint(fields=["zone", "weekend", "hour", "cell"], name="one_sum_a_cell_and_hour")
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.hour:02}"


class LearnedTrip(models.Model):
    """Marks a trip as learned from, so that it is counted once."""

    ref = models.UUIDField(primary_key=True)
    learned_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.ref)
