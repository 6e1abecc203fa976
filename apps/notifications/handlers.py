"""What others published that somebody must be told of."""

from uuid import UUID

from apps.accounts import selectors as accounts
from apps.accounts.events import CodeRequested
from apps.kernel.commit import after_commit
from apps.kernel.events import handles
from apps.kernel.hints import hint
from apps.notifications import services
from apps.notifications.events import NoticesQueued
from apps.notifications.models import Message
from apps.notifications.tasks import send_message


@handles(CodeRequested)
def send_code(event: CodeRequested) -> None:
    code = accounts.code(UUID(event.challenge_id))
    message = services.queue(
        kind=Message.Kind.ONE_TIME_CODE,
        reference=code.challenge_id,
        to=code.phone,
        language=code.language,
        expires_at=code.expires_at,
    )
    after_commit(hint, send_message, str(message.id))


@handles(NoticesQueued)
def send_notices(event: NoticesQueued) -> None:
    for message_id in services.waiting(reference=UUID(event.reference)):
        after_commit(hint, send_message, str(message_id))
