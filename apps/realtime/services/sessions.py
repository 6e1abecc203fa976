"""Sign-ins that ended, for the sockets that were opened with them."""

from uuid import UUID

from apps.kernel import clock
from apps.realtime.models import EndedSession


def end_sockets(*, person_id: UUID, family_id: UUID | None) -> None:
    """Close the person's sockets of that sign-in, or of every sign-in, in every process, within one sweep."""
    EndedSession.objects.create(person_id=person_id, family_id=family_id, at=clock.wall())
