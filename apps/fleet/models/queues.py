"""Marked places, such as an airport, where drivers are served in the order in which they came."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver
from apps.fleet.states import LeaveReason
from apps.geo.services import Area
from apps.kernel import clock
from apps.kernel.ids import uuid7


def validate_area(geojson: dict) -> None:
    try:
        Area(geojson)
    except ValueError as error:
        raise ValidationError(_("Not a usable area: %(reason)s"), params={"reason": str(error)}) from error


class QueuePlace(models.Model):
    """Where drivers wait in line. Who is inside, online and free, is in the queue."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    polygon = models.JSONField(
        _("area"), validators=[validate_area], help_text=_("GeoJSON Polygon or MultiPolygon, [longitude, latitude].")
    )
    declines_allowed = models.PositiveSmallIntegerField(
        _("declines allowed"), default=2, help_text=_("With one more, the driver goes to the end of the queue.")
    )
    keep_minutes = models.PositiveSmallIntegerField(
        _("minutes a turn is kept"), default=10, help_text=_("For a driver whose app has lost its connection.")
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("marked place")
        verbose_name_plural = _("marked places")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the active language."""
        return getattr(self, f"name_{(get_language() or 'fr')[:2]}", "") or self.name_fr


class QueueEntry(models.Model):
    """A driver's turn. `seen_at` is when they were last inside; who is silent is passed over, and kept for a while.

    `shown` is the number the driver was told last (`services.turns`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="turns", verbose_name=_("driver"))
    place = models.ForeignKey(QueuePlace, on_delete=models.PROTECT, related_name="turns", verbose_name=_("place"))
    joined_at = models.DateTimeField(_("joined at"), default=clock.now)
    seen_at = models.DateTimeField(_("last seen at"), default=clock.now)
    declines = models.PositiveSmallIntegerField(_("declines"), default=0)
    left_at = models.DateTimeField(_("left at"), null=True)
    shown = models.PositiveIntegerField(null=True, editable=False)
    left_because = models.CharField(_("left because"), max_length=10, choices=LeaveReason, blank=True)

    class Meta:
        verbose_name = _("turn in a queue")
        verbose_name_plural = _("turns in queues")
        constraints = [
            models.UniqueConstraint(fields=["driver"], condition=Q(left_at__isnull=True), name="one_turn_per_driver")
        ]
        indexes = [
            models.Index("place", "joined_at", name="turns_waiting", condition=Q(left_at__isnull=True)),
            models.Index("left_at", name="turns_to_tell", condition=Q(left_at__isnull=False, shown__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.driver}"
