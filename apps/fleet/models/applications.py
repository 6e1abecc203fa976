"""Persons who want to drive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver, Vehicle
from apps.fleet.states import OPEN_APPLICATION, ApplicationReason, ApplicationStatus
from apps.kernel import clock
from apps.kernel.ids import uuid7


class DriverApplication(models.Model):
    """One try to become a driver; at most one of a person's is open. `role` is the one they apply, and are told, in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="applications", verbose_name=_("person"))
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name=_("vehicle"))
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    role = models.CharField(max_length=20)
    status = models.CharField(
        _("status"), max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, db_index=True
    )
    reason = models.CharField(_("reason"), max_length=16, choices=ApplicationReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("begun at"), default=clock.now)
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["driver"], condition=Q(status__in=OPEN_APPLICATION), name="one_open_application_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.driver} · {self.get_status_display()}"
