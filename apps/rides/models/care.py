"""After the ride: what was lost in the car, and what our team is asked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.kernel.money import CURRENCIES
from apps.rides.models.ride import Ride
from apps.rides.states import AdjustmentState, CaseAuthor, CaseKind, CaseStatus, LostItemStatus, Side


class LostItem(models.Model):
    """Something that the rider left in the car. One that is not closed a ride."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="lost_items", verbose_name=_("ride"))
    description = models.CharField(_("what was lost"), max_length=500)
    status = models.CharField(
        _("status"), max_length=10, choices=LostItemStatus.choices, default=LostItemStatus.REPORTED
    )
    reported_at = models.DateTimeField(_("reported at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    note = models.TextField(_("how it ended"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("lost item")
        verbose_name_plural = _("lost items")
        constraints = [
            models.UniqueConstraint(
                fields=["ride"], condition=~Q(status=LostItemStatus.CLOSED), name="ride_one_open_lost_item"
            )
        ]
        indexes = [models.Index("id", name="lost_item_open", condition=~Q(status=LostItemStatus.CLOSED))]

    def __str__(self) -> str:
        return self.description


class LostItemMessage(models.Model):
    """What rider and driver write to each other about it; neither sees the other's number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(LostItem, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(_("written by"), max_length=6, choices=Side.choices)
    text = models.CharField(_("text"), max_length=500)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return self.text


class SupportCase(models.Model):
    """What one of a ride's people asked our team about it. One that is not closed a ride, person and kind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="cases", verbose_name=_("ride"))
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    side = models.CharField(_("who asks"), max_length=6, choices=Side.choices)
    kind = models.CharField(_("about"), max_length=12, choices=CaseKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("support case")
        verbose_name_plural = _("support cases")
        constraints = [
            models.UniqueConstraint(
                fields=["ride", "person", "kind"],
                condition=~Q(status=CaseStatus.CLOSED),
                name="one_open_case_a_ride_person_and_kind",
            )
        ]
        indexes = [
            models.Index("person", models.F("id").desc(), name="case_of_person"),
            models.Index("id", name="case_open", condition=Q(status=CaseStatus.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.ride}"


class CaseMessage(models.Model):
    """`staff` is who of our team wrote it; the person reads only that it was our team."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(SupportCase, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField(_("written by"), max_length=6, choices=CaseAuthor.choices)
    staff = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("member of staff"),
    )
    text = models.TextField(_("text"), max_length=2000)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("thread")
        constraints = [
            models.CheckConstraint(
                condition=Q(author=CaseAuthor.STAFF, staff__isnull=False)
                | Q(author=CaseAuthor.PERSON, staff__isnull=True),
                name="case_message_has_author",
            )
        ]

    def __str__(self) -> str:
        return self.text


class FareAdjustment(models.Model):
    """What is promised back to the rider of the fare, once a case; posted when there is a ledger. Minor units.

    How much of a ride's fare is given back in all is `Ride.adjusted_minor`, moved with each of these.
    """

    case = models.OneToOneField(SupportCase, primary_key=True, on_delete=models.PROTECT, related_name="adjustment")
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="adjustments", verbose_name=_("ride"))
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3, choices=CURRENCIES)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=AdjustmentState.choices, default=AdjustmentState.PENDING)
    given_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("fare adjustment")
        verbose_name_plural = _("fare adjustments")
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="fare_adjustment_is_something")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class AdjustmentCap(models.Model):
    """The most that a staff role may give back in one case, in minor units; null: as much as was paid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(_("role"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    most_minor = models.BigIntegerField(
        _("at most"), null=True, blank=True, help_text=_("Minor units. Empty: up to the whole fare.")
    )

    class Meta:
        verbose_name = _("cap of adjustments")
        verbose_name_plural = _("caps of adjustments")
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="adjustment_cap_once"),
            models.CheckConstraint(
                condition=Q(most_minor__isnull=True) | Q(most_minor__gte=0), name="adjustment_cap_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.currency}"
