"""What a rider and a driver want of each other: never again, or gladly."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver
from apps.fleet.states import PairBy, PairKind
from apps.kernel import clock
from apps.kernel.ids import uuid7


class Pair(models.Model):
    """One side's wish about the other, or staff's. A block by anybody outweighs a favourite."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("rider")
    )
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="pairs", verbose_name=_("driver"))
    kind = models.CharField(_("kind"), max_length=10, choices=PairKind)
    by = models.CharField(_("by"), max_length=8, choices=PairBy)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("since"), default=clock.now)

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        constraints = [
            models.UniqueConstraint(fields=["rider", "driver", "kind", "by"], name="pair_said_once"),
            models.CheckConstraint(condition=Q(kind="blocked") | Q(by="rider"), name="favourite_is_a_riders"),
        ]

    def __str__(self) -> str:
        return f"{self.rider} · {self.driver}"
