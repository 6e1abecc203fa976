"""Drivers, their vehicles, and the periods in which they are online."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.states import DriverStatus, EndReason, VehicleReason, VehicleStatus
from apps.geo.contracts import Category
from apps.kernel import clock
from apps.kernel.ids import uuid7


class Driver(models.Model):
    """A person who drives. Its id is the person's id, so that a socket's identity names the driver without a query."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    market = models.ForeignKey("geo.Market", on_delete=models.PROTECT, related_name="+", verbose_name=_("market"))
    status = models.CharField(_("status"), max_length=12, choices=DriverStatus, default=DriverStatus.PENDING)
    rating = models.DecimalField(
        _("rating"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("5.00"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rated = models.PositiveIntegerField(_("times rated"), default=0)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now)
    home_lat = models.FloatField(null=True, blank=True)
    home_lng = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        constraints = [models.CheckConstraint(condition=Q(id=F("person_id")), name="driver_id_is_person_id")]
        indexes = [models.Index("status", name="driver_status")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def standing(self) -> str:
        """The status; `suspended` also when the person is shut out altogether."""
        return self.status if self.person.is_active else DriverStatus.SUSPENDED.value


class Vehicle(models.Model):
    """A car a driver works with; at most one of a driver's is active: the one of the next shift.

    `also_serves`: lower categories that the driver takes with it. Of a vehicle that was never accepted, or was retired,
    the plate is free again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="vehicles", verbose_name=_("driver"))
    plate = models.CharField(_("plate"), max_length=20)
    make = models.CharField(_("make"), max_length=40)
    model = models.CharField(_("model"), max_length=40)
    colour = models.CharField(_("colour"), max_length=30)
    category = models.CharField(_("category"), max_length=12, choices=Category, default=Category.STANDARD)
    seats = models.PositiveSmallIntegerField(_("seats"), default=4)
    year = models.PositiveSmallIntegerField(_("year of first registration"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=VehicleStatus, default=VehicleStatus.APPROVED)
    reason = models.CharField(_("reason"), max_length=16, choices=VehicleReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    also_serves = models.JSONField(_("also serves"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["driver"], condition=Q(active=True), name="one_active_vehicle_per_driver"),
            models.UniqueConstraint(
                fields=["plate"],
                condition=Q(status__in=[VehicleStatus.SUBMITTED, VehicleStatus.APPROVED]),
                name="one_vehicle_per_plate",
                violation_error_message=_("This plate is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(status=VehicleStatus.APPROVED), name="active_vehicle_is_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.make} {self.model} {self.plate}"


class Shift(models.Model):
    """A period online. `occupied` is true while the driver is on a run: an occupied shift cannot end.

    An `end_reason` on an open shift ends it when its run is over; until then it gets no further work. `home` is where
    the driver wants to end up: set while go-home mode is on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("driver"))
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name=_("vehicle"))
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("zone"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    occupied = models.BooleanField(_("occupied"), default=False)
    end_reason = models.CharField(_("ended because"), max_length=12, choices=EndReason, blank=True)
    home_lat = models.FloatField(null=True)
    home_lng = models.FloatField(null=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["driver"], condition=Q(ended_at__isnull=True), name="one_open_shift_per_driver"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(occupied=False), name="ended_shift_is_not_occupied"
            ),
            models.CheckConstraint(
                condition=Q(home_lat__isnull=True, home_lng__isnull=True)
                | Q(home_lat__isnull=False, home_lng__isnull=False),
                name="shift_home_is_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.driver} {self.started_at:%Y-%m-%d %H:%M}"


class HomeUse(models.Model):
    """That go-home mode was switched on: the `number`th time of a day of the driver's market."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("use of go-home mode")
        constraints = [models.UniqueConstraint(fields=["driver", "day", "number"], name="home_use_once")]

    def __str__(self) -> str:
        return f"{self.driver} {self.day} {self.number}"
