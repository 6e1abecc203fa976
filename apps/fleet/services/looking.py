"""Staff look at a document's file: never without a line in the audit trail (decision 0010)."""

from uuid import UUID

from apps.accounts.services import audit
from apps.fleet.models import DriverDocument
from apps.fleet.selectors import NoSuchDocument


def look_at_document(*, document_id: UUID, actor_id: UUID) -> DriverDocument:
    """The document whose file is about to be shown to `actor_id`. Raises NoSuchDocument when no file is kept."""
    document = DriverDocument.objects.filter(id=document_id).exclude(file="").first()
    if document is None or not document.file.storage.exists(str(document.file.name)):
        raise NoSuchDocument()
    audit(actor_id, "document.seen", f"driver:{document.driver_id}", document=str(document.id), kind=document.kind)
    return document
