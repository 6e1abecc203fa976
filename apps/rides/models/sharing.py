"""Links by which somebody else may watch a trip."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride


def new_token() -> str:
    """192 random bits: a link that nobody guesses."""
    return secrets.token_urlsafe(24)


class ShareLink(models.Model):
    """Whoever holds the token sees the trip until it ends or the rider revokes the link.

    In clear, so that a rider who asks again gets the same link. It opens less than the row beside it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="share_links", verbose_name=_("ride"))
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(_("shared at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("shared trip")
        verbose_name_plural = _("shared trips")
        constraints = [
            models.UniqueConstraint(fields=["ride"], condition=Q(revoked_at=None), name="ride_one_share_link_in_force")
        ]

    def __str__(self) -> str:
        return str(self.ride)
