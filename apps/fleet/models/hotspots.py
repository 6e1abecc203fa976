"""Where drivers are wanted, for a while."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.fleet.states import HotspotSource
from apps.kernel.ids import uuid7


class Hotspot(models.Model):
    """A circle on the drivers' map from `starts_at` until `ends_at`, with a note in each language that has one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    lat = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lng = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    radius_m = models.PositiveIntegerField(
        _("radius in metres"), default=800, validators=[MinValueValidator(50), MaxValueValidator(10_000)]
    )
    note_fr = models.CharField(_("note in French"), max_length=120)
    note_ar = models.CharField(_("note in Arabic"), max_length=120, blank=True)
    note_en = models.CharField(_("note in English"), max_length=120, blank=True)
    source = models.CharField(_("from"), max_length=8, choices=HotspotSource, default=HotspotSource.STAFF)
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("hotspot")
        verbose_name_plural = _("hotspots")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="hotspot_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            )
        ]
        indexes = [models.Index("zone", "ends_at", name="hotspots_of_zone")]

    def __str__(self) -> str:
        return self.note

    @property
    def note(self) -> str:
        """In the active language, else in French."""
        return getattr(self, f"note_{(get_language() or 'fr')[:2]}", "") or self.note_fr
