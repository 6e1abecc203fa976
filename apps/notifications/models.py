"""Messages on their way to people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.notifications.states import MessageStatus


class Message(models.Model):
    """One SMS to send once. It holds what kind it is and what it refers to; the text is composed when it is sent, so
    that a one-time code is never stored."""

    class Kind(models.TextChoices):
        ONE_TIME_CODE = "one_time_code", _("One-time code")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    reference = models.UUIDField(_("reference"))
    to = PhoneNumberField(_("to"))
    language = models.CharField(_("language"), max_length=2)
    status = models.CharField(_("status"), max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=clock.wall)
    created_at = models.DateTimeField(_("created"), default=clock.wall)
    expires_at = models.DateTimeField(_("useless after"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="one_message_per_reference")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="messages_waiting", condition=models.Q(status=MessageStatus.WAITING)
            ),
            models.Index(fields=["created_at"], name="message_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
