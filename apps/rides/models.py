"""A ride, how it moved, and its receipt."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.kernel.money import CURRENCIES
from apps.rides.states import ACTIVE, WITH_DRIVER, CancelReason, PdfState, RideStatus

PIN_TRIES = 5


class RideQuerySet(models.QuerySet["Ride"]):
    def of_rider(self, person_id: UUID) -> "RideQuerySet":
        return self.filter(rider_id=person_id)

    def of_driver(self, person_id: UUID) -> "RideQuerySet":
        return self.filter(driver_id=person_id)  # a driver's id is the person's

    def active(self) -> "RideQuerySet":
        return self.filter(status__in=ACTIVE)

    def with_people(self) -> "RideQuerySet":
        """With what both people's views of the ride need, in the same query."""
        return self.select_related("rider", "driver__person")


class Ride(models.Model):
    """One person's trip at a quoted price. Distances in metres, durations in seconds, money in minor units.

    `breakdown` is the quote's fare, unchanged until the receipt; `driver_card` is the driver and vehicle as they were
    when the ride was accepted, so that a receipt never changes with a new plate.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rider = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("rider"))
    driver = models.ForeignKey(
        "fleet.Driver", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("driver")
    )
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    quote_id = models.UUIDField(unique=True)
    category = models.CharField(_("category"), max_length=20)
    status = models.CharField(_("status"), max_length=20, choices=RideStatus.choices, default=RideStatus.REQUESTED)

    pickup_lat = models.FloatField()
    pickup_lng = models.FloatField()
    pickup_label = models.CharField(_("pickup"), max_length=120, blank=True)
    dropoff_lat = models.FloatField()
    dropoff_lng = models.FloatField()
    dropoff_label = models.CharField(_("destination"), max_length=120, blank=True)
    distance_m = models.PositiveIntegerField()
    duration_s = models.PositiveIntegerField()

    breakdown = models.JSONField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, choices=CURRENCIES)

    pin = models.CharField(max_length=4)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    driver_card = models.JSONField(null=True, blank=True)
    pickup_eta_s = models.PositiveIntegerField(null=True, blank=True)
    cancel_reason = models.CharField(
        _("reason of cancellation"), max_length=20, choices=CancelReason.choices, blank=True
    )

    requested_at = models.DateTimeField(_("requested at"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    arriving_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RideQuerySet.as_manager()

    class Meta:
        verbose_name = _("ride")
        verbose_name_plural = _("rides")
        constraints = [
            models.UniqueConstraint(fields=["rider"], condition=Q(status__in=ACTIVE), name="ride_one_active_per_rider"),
            models.CheckConstraint(condition=Q(pin_tries__lte=PIN_TRIES), name="ride_pin_tries"),
            models.CheckConstraint(
                condition=~Q(status__in=WITH_DRIVER) | Q(driver__isnull=False), name="ride_under_way_has_driver"
            ),
        ]
        indexes = [
            models.Index("rider", models.F("id").desc(), name="ride_of_rider"),
            models.Index("driver", models.F("id").desc(), name="ride_of_driver"),
            models.Index("zone", "status", name="ride_active_in_zone", condition=Q(status__in=ACTIVE)),
            models.Index("zone", "completed_at", name="ride_completed_in_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.pickup_label or '…'} → {self.dropoff_label or '…'}"


class RideTransition(models.Model):
    """One row a move, written with it. `actor` is the person who did it, null when the platform did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="transitions")
    from_status = models.CharField(_("from"), max_length=20, choices=RideStatus.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=RideStatus.choices)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("timeline")
        constraints = [models.UniqueConstraint(fields=["ride", "to_status"], name="ride_enters_a_state_once")]

    def __str__(self) -> str:
        return f"{self.from_status or '…'} → {self.to_status}"


class ReceiptCounter(models.Model):
    """The last receipt number given in a market and year of its time zone."""

    market = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["market", "year"], name="receipt_counter_once")]

    def __str__(self) -> str:
        return f"{self.market} {self.year}"


class Receipt(models.Model):
    """What the rider paid for, frozen when the ride was completed. Not an invoice.

    The PDF is kept in this row, not in a file: it is some 30 KB, the worker that renders and the process that serves
    run on different hosts without a shared disk, and the row makes "rendered" and "stored" one conditional update.
    Selectors leave the column out wherever it is not asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.OneToOneField(Ride, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(_("receipt number"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    language = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40)
    legal_entity = models.JSONField(_("legal entity"))  # name, registration_number, tax_number, address

    pdf_state = models.CharField(_("PDF"), max_length=10, choices=PdfState.choices, default=PdfState.PENDING)
    pdf = models.BinaryField(null=True, editable=False)
    claimed_by = models.UUIDField(null=True, editable=False)
    due_at = models.DateTimeField(editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index("due_at", name="receipt_due", condition=Q(pdf_state=PdfState.PENDING))]

    def __str__(self) -> str:
        return self.number
