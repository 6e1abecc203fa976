"""Codes by which a rider orders the car they stand at."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 8


def new_code() -> str:
    """Some 40 random bits, short enough to be typed: it opens one ride with one car for minutes."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


class CarCode(models.Model):
    """What a driver's screen shows as a picture. Good until `expires_at` (city time), and for one ride: `used_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+", verbose_name=_("driver"))
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("car code")
        verbose_name_plural = _("car codes")
        indexes = [models.Index("driver", "expires_at", name="car_codes_of_driver")]

    def __str__(self) -> str:
        return f"{self.driver_id} {self.expires_at}"
