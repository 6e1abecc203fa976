"""A ride."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from apps.kernel.ids import uuid7
from apps.kernel.markup import from_to
from apps.kernel.money import CURRENCIES
from apps.rides.states import ACTIVE, WITH_DRIVER, CancelReason, RideStatus

PIN_TRIES = 5
PRESENT = Q(status__in=ACTIVE) & (~Q(status=RideStatus.REQUESTED) | Q(scheduled_at__isnull=True))
UNSEEN = Q(status=RideStatus.ARRIVED, seen_at_pickup_at__isnull=True)


class RideQuerySet(models.QuerySet["Ride"]):
    def of_rider(self, person_id: UUID) -> "RideQuerySet":
        return self.filter(rider_id=person_id)

    def of_driver(self, person_id: UUID) -> "RideQuerySet":
        return self.filter(driver_id=person_id)  # a driver's id is the person's

    def active(self) -> "RideQuerySet":
        """Going on now: what is reserved for later is not."""
        return self.filter(PRESENT)

    def reserved(self) -> "RideQuerySet":
        """Waiting for their time."""
        return self.filter(status=RideStatus.REQUESTED, scheduled_at__isnull=False)

    def unseen(self) -> "RideQuerySet":
        """Their driver has said to be at the pickup, and the car was not seen there yet."""
        return self.filter(UNSEEN)

    def with_people(self) -> "RideQuerySet":
        """With what both people's views of the ride need, in the same query."""
        return self.select_related("rider", "driver__person")


class Ride(models.Model):
    """One person's trip at a quoted price. Distances in metres, durations in seconds, money in minor units.

    `breakdown` is the quote's fare, with waiting once the trip has begun; `fee` what is paid in its place when the ride
    is canceled too late, by `policy_version_id`; `adjusted_minor` what is promised back of that, in all cases together.
    Waiting is free for `waiting_free_s`; `waiting_s` is counted when it ends. `queued`: the driver ends another ride
    first. `promised_pickup_at` is when the rider was told that the driver would be there. `driver_card` is the driver
    and vehicle as they were when the ride was accepted, so that a receipt never changes with a new plate.

    `arrived_at` is when the driver says they were at the pickup, `arrival_heard_at` when we heard it. What is paid for
    being there counts from `seen_at_pickup_at`: heard, and the car was seen there (decision 0024).

    `scheduled_at` is when the rider wants to be picked up, None for now. Until a driver is looked for such a ride is
    `requested`; `remind_at` is when its rider is still to be reminded, `deferred_at` when it first had to wait for the
    ride before it.

    `guest_name` and `guest_phone` are of who rides, where that is not the rider who ordered.

    `stops` are on the way, in order: `lat`, `lng`, `label`, and `reached_at` as ISO text or null.

    `revision` counts the changes: whoever writes says which one they have read. `epoch` is that of the dispatch job's
    assignment in force, so that news of an earlier one is known to be old. `flags` say what staff should look at, each
    with a `code` and its figures.
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
    revision = models.PositiveIntegerField(default=1, editable=False)
    epoch = models.PositiveIntegerField(default=0, editable=False)

    pickup_lat = models.FloatField()
    pickup_lng = models.FloatField()
    pickup_label = models.CharField(_("pickup"), max_length=120, blank=True)
    dropoff_lat = models.FloatField()
    dropoff_lng = models.FloatField()
    dropoff_label = models.CharField(_("destination"), max_length=120, blank=True)
    stops = models.JSONField(default=list, blank=True)
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
    queued = models.BooleanField(_("after another ride"), default=False)
    rematched = models.PositiveSmallIntegerField(_("drivers who gave up"), default=0)
    policy_version_id = models.UUIDField(null=True, editable=False)
    waiting_free_s = models.PositiveIntegerField(default=0)
    waiting_per_minute = models.PositiveIntegerField(default=0)
    waiting_s = models.PositiveIntegerField(null=True, blank=True)
    promised_pickup_at = models.DateTimeField(null=True, blank=True)
    fee = models.JSONField(null=True, blank=True)
    adjusted_minor = models.BigIntegerField(_("given back"), default=0, editable=False)
    promo_code = models.CharField(max_length=40, blank=True)
    flags = models.JSONField(default=list, blank=True)
    needs_review = models.BooleanField(_("needs review"), default=False)

    scheduled_at = models.DateTimeField(_("for when"), null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    deferred_at = models.DateTimeField(null=True, blank=True, editable=False)
    guest_name = models.CharField(_("guest"), max_length=60, blank=True)
    guest_phone = PhoneNumberField(_("guest's phone"), blank=True)

    requested_at = models.DateTimeField(_("requested at"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    arriving_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrival_heard_at = models.DateTimeField(null=True, editable=False)
    seen_at_pickup_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RideQuerySet.as_manager()

    class Meta:
        verbose_name = _("ride")
        verbose_name_plural = _("rides")
        constraints = [
            models.UniqueConstraint(fields=["rider"], condition=PRESENT, name="ride_one_active_per_rider"),
            models.CheckConstraint(
                condition=Q(adjusted_minor__gte=0, adjusted_minor__lte=models.F("total_minor"))
                | Q(adjusted_minor__gte=0, fee__isnull=False),
                name="ride_given_back_within_fare",
            ),
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
            models.Index("remind_at", name="ride_to_remind", condition=Q(remind_at__isnull=False)),
            models.Index("id", name="ride_to_review", condition=Q(needs_review=True)),
            models.Index("id", name="ride_to_see_arrive", condition=UNSEEN),
        ]

    def __str__(self) -> str:
        return from_to(
            self.pickup_label or f"{self.pickup_lat:.4f}, {self.pickup_lng:.4f}",
            self.dropoff_label or f"{self.dropoff_lat:.4f}, {self.dropoff_lng:.4f}",
        )
