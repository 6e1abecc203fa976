"""Reads: whether anybody would be told."""

from uuid import UUID

from apps.notifications.models import PushDevice


def takes_pushes(*, person_id: UUID, role: str) -> bool:
    return PushDevice.objects.filter(person_id=person_id, role=role).exists()
