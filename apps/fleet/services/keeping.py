"""How long files are kept (decision 0010). The rows stay: that a document was seen and decided is not forgotten."""

from datetime import timedelta

import structlog
from django.core.files.storage import Storage
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from apps.fleet.models import DriverApplication, DriverDocument, Hotspot
from apps.fleet.models.documents import FOLDER, private_files
from apps.fleet.states import OPEN_APPLICATION, DocumentStatus, DriverStatus
from apps.kernel import clock
from apps.kernel.retention import delete_in_batches

KEPT = timedelta(days=90)
ORPHAN_DAYS = (1, 2, 3)  # files of a day that is over, whose transaction did not commit

log = structlog.get_logger(__name__)


def forget_files() -> int:
    """Delete the files that have had their time, and those that belong to no document. Returns how many."""
    old = [document for which in (_of_no_use(), _of_no_driver()) for document in which]
    for document in old:
        document.file.delete(save=False)
        DriverDocument.objects.filter(id=document.id).update(file="")
    orphans = sum(_delete_orphans(private_files(), days) for days in ORPHAN_DAYS)
    if old or orphans:
        log.info("document_files_deleted", old=len(old), orphans=orphans)
    return len(old) + orphans


def forget_hotspots() -> int:
    """Those that have been over for KEPT."""
    return delete_in_batches(Hotspot.objects.filter(ends_at__lt=clock.now() - KEPT))


def _with_file() -> QuerySet[DriverDocument]:
    return DriverDocument.objects.exclude(file="")


def _of_no_use() -> QuerySet[DriverDocument]:
    """Not accepted, replaced or expired, for KEPT."""
    before = clock.now() - KEPT
    refused = Q(status__in=[DocumentStatus.REJECTED, DocumentStatus.REPLACED], over_at__lt=before)
    expired = Q(status=DocumentStatus.EXPIRED, expires_on__lt=before.date())
    return _with_file().annotate(over_at=Coalesce("decided_at", "submitted_at")).filter(refused | expired)


def _of_no_driver() -> QuerySet[DriverDocument]:
    """Of persons who applied, did not become drivers, and have let KEPT pass since."""
    recent = Q(status__in=OPEN_APPLICATION) | Q(decided_at__gte=clock.now() - KEPT)
    alive = DriverApplication.objects.filter(recent).values("driver_id")
    return _with_file().filter(driver__status=DriverStatus.PENDING).exclude(driver_id__in=alive)


def _delete_orphans(storage: Storage, days: int) -> int:
    folder = f"{FOLDER}/{clock.now() - timedelta(days=days):%Y/%m/%d}"
    if not storage.exists(folder):
        return 0
    stored = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    orphans = stored - set(DriverDocument.objects.filter(file__startswith=folder).values_list("file", flat=True))
    for name in orphans:
        storage.delete(name)
    return len(orphans)
