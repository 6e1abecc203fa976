"""The audit trail: who did what to whom, written beside the change it tells of."""

from uuid import UUID

from apps.accounts.models import AuditLine


def audit(actor_id: UUID | None, action: str, subject: str, **details: object) -> AuditLine:
    """Add a line. `action` reads as `person.suspended`, `subject` as `person:<uuid>`; details are JSON-plain."""
    return AuditLine.objects.create(actor_id=actor_id, action=action, subject=subject, details=details)
