"""How a ride moved, and who had it before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride
from apps.rides.states import CancelReason, RideStatus


class RideTransition(models.Model):
    """One row a move, written with it. `number` is the ride's revision that the move made, so that a move is told once
    and a state may be entered again; `actor` is the person who did it, null when the platform did.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="transitions")
    number = models.PositiveIntegerField()
    from_status = models.CharField(_("from"), max_length=20, choices=RideStatus.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=RideStatus.choices)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("timeline")
        constraints = [models.UniqueConstraint(fields=["ride", "number"], name="ride_move_told_once")]

    def __str__(self) -> str:
        return f"{self.from_status or '…'} → {self.to_status}"


class FormerDriver(models.Model):
    """Who had the ride and does not any more, while the ride went on: they gave it up, or operations took it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="former_drivers")
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+", verbose_name=_("driver"))
    epoch = models.PositiveIntegerField()
    status = models.CharField(_("status then"), max_length=20, choices=RideStatus.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=CancelReason.choices)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("former driver")
        verbose_name_plural = _("former drivers")
        constraints = [models.UniqueConstraint(fields=["ride", "epoch"], name="ride_left_once_an_assignment")]
        indexes = [models.Index("driver", models.F("id").desc(), name="rides_left_by_driver")]

    def __str__(self) -> str:
        return f"{self.driver_id} {self.reason}"


class RideChange(models.Model):
    """Places and price that the rider changed after ordering: the ride's fields before and after.

    A quote is used once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="changes")
    quote_id = models.UUIDField(unique=True)
    at = models.DateTimeField(_("at"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    class Meta:
        verbose_name = _("change of a ride")
        verbose_name_plural = _("changes of rides")

    def __str__(self) -> str:
        return str(self.ride)
