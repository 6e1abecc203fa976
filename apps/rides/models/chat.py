"""What rider and driver write to each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride
from apps.rides.states import QuickReply, Side


class ChatMessage(models.Model):
    """Text, or a quick reply by its code. It belongs to the ride with this driver: the next one does not see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="messages", verbose_name=_("ride"))
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+", verbose_name=_("driver"))
    side = models.CharField(_("written by"), max_length=6, choices=Side.choices)
    text = models.CharField(_("text"), max_length=500, blank=True)
    quick = models.CharField(_("quick reply"), max_length=10, choices=QuickReply.choices, blank=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("chat message")
        verbose_name_plural = _("chat messages")
        indexes = [models.Index("ride", "driver", models.F("id").desc(), name="chat_of_ride")]

    def __str__(self) -> str:
        return self.text or self.get_quick_display()
