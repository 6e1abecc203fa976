"""Word to one person: on their stream, and on the phone in their pocket, in their language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import translation

from apps.kernel.ids import uuid7
from apps.notifications.services import push
from apps.realtime.services import personal_stream, publish
from apps.rides.states import Side

NEWS_VALID_FOR = timedelta(days=7)
PUSH_VALID_FOR = timedelta(hours=12)
PAGES = {Side.RIDER: "/ride/", Side.DRIVER: "/drive/"}


def tell(
    *,
    side: str,
    person: Any,
    event: str,
    about: UUID,
    data: Callable[[], dict],
    words: tuple[object, object] | None = None,
    valid_for: timedelta = NEWS_VALID_FOR,
) -> None:
    """In the caller's transaction. `data` is made in the reader's language; `words` are title and text of a push."""
    with translation.override(person.language):
        publish(personal_stream(side, person.id), event, data(), valid_for=valid_for, about=str(about))
        if words:
            title, text = words
            push(
                person_id=person.id,
                role=side,
                reference=uuid7(),
                title=str(title),
                text=str(text),
                url=PAGES[Side(side)],
                language=person.language,
                valid_for=min(valid_for, PUSH_VALID_FOR),
            )
