"""Messages on their way to people, the browsers that take pushes, and what is announced to many."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from apps.accounts.contracts import Role
from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.notifications.states import AnnouncementStatus, Channel, MessageStatus


class PushDevice(models.Model):
    """A browser that takes pushes for one person in one role (RFC 8030): its address at its push service and the keys
    with which only it can read (RFC 8291)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20)
    endpoint = models.CharField(_("address"), max_length=500)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(_("created"), default=clock.wall)

    class Meta:
        verbose_name = _("push device")
        verbose_name_plural = _("push devices")
        constraints = [models.UniqueConstraint(fields=["endpoint", "role"], name="one_person_per_push_address")]
        indexes = [models.Index(fields=["person", "role"], name="push_devices_of_person")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class Message(models.Model):
    """One message to send once, by one channel.

    A one-time code holds only what it refers to: its text is composed when it is sent, so that no code is ever stored.
    A notice holds its `content` {title, text, url}, in the reader's language.
    """

    class Kind(models.TextChoices):
        ONE_TIME_CODE = "one_time_code", _("One-time code")
        NOTICE = "notice", _("Notice")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.SMS)
    reference = models.UUIDField(_("reference"))
    to = PhoneNumberField(_("to"), blank=True)
    device = models.ForeignKey(
        PushDevice, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("push device")
    )
    content = models.JSONField(_("content"), null=True, blank=True)
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
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=models.Q(channel=Channel.SMS),
                name="one_text_message_per_reference",
            ),
            models.UniqueConstraint(
                fields=["kind", "reference", "device"],
                condition=models.Q(channel=Channel.PUSH),
                name="one_push_per_reference_and_device",
            ),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.PUSH, device__isnull=False)
                | (models.Q(channel=Channel.SMS, device__isnull=True) & ~models.Q(to="")),
                name="message_has_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="messages_waiting", condition=models.Q(status=MessageStatus.WAITING)
            ),
            models.Index(fields=["created_at"], name="message_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.to}"


class Announcement(models.Model):
    """What staff tell the riders or drivers of a zone, or of all zones, in three languages. Times are city times.

    It is sent in batches by person id: everybody up to `cursor` has it, `reached` of them. `moved_at` is wall time.
    """

    AUDIENCES = [(Role.RIDER, _("Riders")), (Role.DRIVER, _("Drivers"))]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(_("to"), max_length=20, choices=AUDIENCES)
    zone = models.ForeignKey(
        "geo.Zone",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("zone"),
        help_text=_("Drivers of their last shift there, riders of their last ride there. Empty: everybody."),
    )
    title_fr = models.CharField(_("title in French"), max_length=80)
    title_ar = models.CharField(_("title in Arabic"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80)
    text_fr = models.TextField(_("text in French"), max_length=500)
    text_ar = models.TextField(_("text in Arabic"), max_length=500)
    text_en = models.TextField(_("text in English"), max_length=500)
    push = models.BooleanField(_("push"), default=False, help_text=_("Also to phones whose app is closed."))
    starts_at = models.DateTimeField(
        _("sent from"), blank=True, help_text=_("Empty: now. On the zone's own clock; without a zone, UTC.")
    )
    ends_at = models.DateTimeField(_("shown until"), help_text=_("At most seven days after it is sent."))
    status = models.CharField(
        _("status"), max_length=10, choices=AnnouncementStatus, default=AnnouncementStatus.PLANNED, editable=False
    )
    cursor = models.UUIDField(null=True, editable=False)
    reached = models.PositiveIntegerField(_("reached"), default=0, editable=False)
    moved_at = models.DateTimeField(default=clock.wall, editable=False)
    created_at = models.DateTimeField(_("created"), default=clock.wall, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="announcement_ends_after_it_starts"
            )
        ]
        indexes = [
            models.Index(
                fields=["starts_at"],
                name="announcements_to_send",
                condition=models.Q(status__in=[AnnouncementStatus.PLANNED, AnnouncementStatus.SENDING]),
            )
        ]

    def __str__(self) -> str:
        return self.title_fr

    def title(self, language: str) -> str:
        return getattr(self, f"title_{language}", "") or self.title_fr

    def text(self, language: str) -> str:
        return getattr(self, f"text_{language}", "") or self.text_fr
