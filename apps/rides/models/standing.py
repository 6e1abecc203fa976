"""Cars that stand where they should not: what is known of each trip under way, and what a market's policy says."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride
from apps.rides.states import SafetyAnswer


class StandingPolicy(models.Model):
    """When a rider is asked whether all is well. City seconds and metres; a market without a row has these defaults."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.OneToOneField("geo.Market", on_delete=models.PROTECT, related_name="+", verbose_name=_("market"))
    active = models.BooleanField(_("in force"), default=True)
    still_s = models.PositiveIntegerField(
        _("asked when it has stood for, seconds"), default=300, validators=[MinValueValidator(60)]
    )
    again_s = models.PositiveIntegerField(
        _("asked again not before, seconds"), default=1_200, validators=[MinValueValidator(300)]
    )
    answer_s = models.PositiveIntegerField(
        _("staff are alerted without an answer in, seconds"), default=300, validators=[MinValueValidator(60)]
    )
    moved_m = models.PositiveIntegerField(
        _("it has moved beyond, metres"), default=60, validators=[MinValueValidator(20)]
    )
    near_m = models.PositiveIntegerField(_("may stand this near to a place of the ride, metres"), default=150)

    class Meta:
        verbose_name = _("policy for standing cars")
        verbose_name_plural = _("policies for standing cars")

    def __str__(self) -> str:
        return str(self.market)


class StandingCar(models.Model):
    """Where the car of a trip under way was first seen standing, `since` when, and what its rider was asked then.

    Degrees. A question is open while `asked_at` is set, neither answered nor alerted about, and the car has not moved
    since. `asked_at` stays, so that the next one waits.
    """

    ride = models.OneToOneField(Ride, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    lat = models.FloatField()
    lng = models.FloatField()
    since = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=5, choices=SafetyAnswer.choices, blank=True)
    alerted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("standing car")
        verbose_name_plural = _("standing cars")

    def __str__(self) -> str:
        return str(self.ride)
