"""Calls for help."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride
from apps.rides.states import UNRESOLVED, AlertKind, AlertStatus, Side


class SafetyAlert(models.Model):
    """Somebody of a ride needs help. Unresolved, it is on every open map of operations.

    Degrees WGS84: where the person's phone said it was, else the car, else the pickup, when they last called.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("ride"))
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    side = models.CharField(_("who calls"), max_length=6, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=AlertKind.choices, default=AlertKind.SOS)
    status = models.CharField(_("status"), max_length=12, choices=AlertStatus.choices, default=AlertStatus.OPEN)
    lat = models.FloatField()
    lng = models.FloatField()
    opened_at = models.DateTimeField(_("called at"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("acknowledged by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("resolved by"),
    )
    note = models.TextField(_("how it ended"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("safety alert")
        verbose_name_plural = _("safety alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["ride", "person"], condition=Q(status__in=UNRESOLVED), name="one_open_alert_a_ride_and_person"
            )
        ]
        indexes = [models.Index("id", name="alert_unresolved", condition=Q(status__in=UNRESOLVED))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.ride}"
