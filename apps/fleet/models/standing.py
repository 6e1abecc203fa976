"""Suspensions of drivers, and what they say to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import AppealStatus
from apps.fleet.models.drivers import Driver
from apps.fleet.states import SuspensionReason
from apps.kernel import clock
from apps.kernel.ids import uuid7


class Suspension(models.Model):
    """A time in which a driver gets no work. The driver reads reason and note; at most one of a driver's is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="suspensions", verbose_name=_("driver"))
    reason = models.CharField(_("reason"), max_length=16, choices=SuspensionReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("lifted by")
    )

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["driver"], condition=Q(lifted_at__isnull=True), name="one_open_suspension_per_driver"
            )
        ]

    def __str__(self) -> str:
        return f"{self.driver} · {self.get_reason_display()}"


class Appeal(models.Model):
    """What a driver says to a suspension, once, and what staff answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    suspension = models.OneToOneField(
        Suspension, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("suspension")
    )
    text = models.TextField(_("text"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=12, choices=AppealStatus, default=AppealStatus.SUBMITTED, db_index=True
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), default=clock.now)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return str(self.suspension)
