"""What a rider paid for, numbered without gaps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.models.ride import Ride
from apps.rides.states import PdfState


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
