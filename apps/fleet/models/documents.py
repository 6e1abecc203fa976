"""What drivers hand in to show that they may drive. The files are private (decision 0010)."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver, Vehicle
from apps.fleet.states import DocumentKind, DocumentReason, DocumentStatus
from apps.kernel import clock
from apps.kernel.ids import uuid7

FOLDER = "documents"
_OF_PERSON, _OF_VEHICLE = Q(vehicle__isnull=True), Q(vehicle__isnull=False)


def private_files() -> Storage:
    return storages["private"]


def file_name(document: "DriverDocument", name: str) -> str:
    """By day, so that files without a row are found, and by our id: nothing of what the sender called it."""
    return f"{FOLDER}/{document.submitted_at:%Y/%m/%d}/{document.id}.{name.rpartition('.')[2]}"


def _once(status: str, name: str) -> list[models.UniqueConstraint]:
    """One document of a kind in `status`, for a person and for each of their vehicles."""
    return [
        models.UniqueConstraint(
            fields=["driver", "kind"], condition=_OF_PERSON & Q(status=status), name=f"one_{name}_document_of_person"
        ),
        models.UniqueConstraint(
            fields=["vehicle", "kind"], condition=_OF_VEHICLE & Q(status=status), name=f"one_{name}_document_of_vehicle"
        ),
    ]


class DriverDocument(models.Model):
    """One document as handed in. Without a file it was seen at the office, or the file was deleted after its time.

    It counts through the whole day `expires_on`, in the driver's market. `warned_days` is the last warning before that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="documents", verbose_name=_("driver"))
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, related_name="documents", null=True, blank=True, verbose_name=_("vehicle")
    )
    kind = models.CharField(_("document"), max_length=24, choices=DocumentKind)
    file = models.FileField(_("file"), storage=private_files, upload_to=file_name, blank=True, max_length=120)
    media_type = models.CharField(_("media type"), max_length=20, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DocumentStatus, default=DocumentStatus.SUBMITTED, db_index=True
    )
    reason = models.CharField(_("reason"), max_length=16, choices=DocumentReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), default=clock.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )
    warned_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            *_once(DocumentStatus.SUBMITTED, "submitted"),
            *_once(DocumentStatus.VERIFIED, "verified"),
        ]
        indexes = [
            models.Index("expires_on", name="documents_expiring", condition=Q(status="verified")),
            models.Index(fields=["driver", "kind"], name="documents_of_driver"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.driver}"

    @property
    def file_name(self) -> str:
        """What a person who saves the file gets."""
        return f"{self.kind}.{'pdf' if self.media_type == 'application/pdf' else 'jpg'}"
