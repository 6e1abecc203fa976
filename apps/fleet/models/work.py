"""What drivers did: trips that count for incentives, and how they were rated. Each names its cause once."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver
from apps.kernel import clock
from apps.kernel.ids import uuid7


class DriverRating(models.Model):
    """One rider's stars for one trip; `ref` names the trip."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="ratings", verbose_name=_("driver"))
    ref = models.UUIDField(unique=True)
    stars = models.PositiveSmallIntegerField(_("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="stars_between_1_and_5")]
        indexes = [models.Index(fields=["driver", "-id"], name="ratings_of_driver")]

    def __str__(self) -> str:
        return f"{self.driver} {self.stars}"


class DriverTrip(models.Model):
    """A completed trip, counted once by its `ref`. `fare_minor` in the currency of the zone's market."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="trips", verbose_name=_("driver"))
    ref = models.UUIDField(unique=True)
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    completed_at = models.DateTimeField(_("completed at"))
    fare_minor = models.PositiveIntegerField(_("fare"))

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        indexes = [models.Index("driver", "completed_at", name="trips_of_driver")]

    def __str__(self) -> str:
        return f"{self.driver} {self.completed_at:%Y-%m-%d %H:%M}"
