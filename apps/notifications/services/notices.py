"""Notices: what other apps want somebody told, in words they have composed in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.kernel import clock
from apps.kernel.events import publish
from apps.notifications.events import NoticesQueued
from apps.notifications.models import Message, PushDevice
from apps.notifications.services.delivery import queue
from apps.notifications.states import Channel


@dataclass(frozen=True)
class Notice:
    """What one person is told; `url` is a path of ours to open."""

    title: str
    text: str
    url: str
    language: str

    def content(self) -> dict[str, str]:
        return {"title": self.title, "text": self.text, "url": self.url}


def push(
    *, person_id: UUID, role: str, reference: UUID, title: str, text: str, url: str, language: str, valid_for: timedelta
) -> int:
    """Leave a push for each of the person's browsers; returns for how many. `url` is a path of ours to open.

    In the caller's transaction. The same reference again is not pushed again. `valid_for` is wall time.
    """
    notices = {person_id: Notice(title, text, url, language)}
    return push_each(role=role, reference=reference, notices=notices, valid_for=valid_for)


def push_each(*, role: str, reference: UUID, notices: Mapping[UUID, Notice], valid_for: timedelta) -> int:
    """The same for many: each person's browsers get that person's notice. Three queries at most."""
    expires_at = clock.wall() + valid_for
    messages = [
        Message(
            kind=Message.Kind.NOTICE,
            channel=Channel.PUSH,
            reference=reference,
            device_id=device_id,
            content=notices[person_id].content(),
            language=notices[person_id].language,
            expires_at=expires_at,
        )
        for device_id, person_id in PushDevice.objects.filter(person_id__in=list(notices), role=role).values_list(
            "id", "person_id"
        )
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    if messages:
        publish(NoticesQueued(reference=str(reference)))
    return len(messages)


def text_message(*, to: str, reference: UUID, text: str, language: str, valid_for: timedelta) -> None:
    """Leave a text message for an E.164 number, in the caller's transaction. Once a reference."""
    queue(
        kind=Message.Kind.NOTICE,
        reference=reference,
        to=to,
        language=language,
        expires_at=clock.wall() + valid_for,
        content={"text": text},
    )
    publish(NoticesQueued(reference=str(reference)))
