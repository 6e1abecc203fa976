"""What people say about each other after a ride, and what a rider gives on top."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.kernel.money import CURRENCIES
from apps.rides.models.ride import Ride
from apps.rides.states import Side


class RideRating(models.Model):
    """Stars (1 to 5) that one side gave the other, once a ride."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="ratings", verbose_name=_("ride"))
    side = models.CharField(_("given by"), max_length=6, choices=Side.choices)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("about"))
    stars = models.PositiveSmallIntegerField(_("stars"))
    tags = models.JSONField(_("remarks"), default=list, blank=True)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["ride", "side"], name="ride_rated_once_a_side"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="ride_rating_stars"),
        ]
        indexes = [models.Index("person", "side", models.F("id").desc(), name="ratings_about_person")]

    def __str__(self) -> str:
        return f"{self.stars} ★"


class RiderStanding(models.Model):
    """A rider's rating: the mean of the last stars by drivers; 5 before the first. The driver's is fleet's."""

    person = models.OneToOneField(
        "accounts.Person", primary_key=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("rider")
    )
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2, default=5)
    rated = models.PositiveIntegerField(_("times rated"), default=0)

    class Meta:
        verbose_name = _("rider’s rating")
        verbose_name_plural = _("riders’ ratings")

    def __str__(self) -> str:
        return str(self.rating)


class Tip(models.Model):
    """Promised by the rider, once a ride; posted when there is a ledger. Minor units."""

    ride = models.OneToOneField(Ride, primary_key=True, on_delete=models.PROTECT, related_name="tip")
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3, choices=CURRENCIES)
    promised_at = models.DateTimeField(_("promised at"))

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="ride_tip_is_something")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
