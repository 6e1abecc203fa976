"""What others published that somebody must be told of."""

from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.accounts import selectors as accounts
from apps.accounts.events import CodeRequested
from apps.kernel.events import handles
from apps.notifications import services
from apps.notifications.models import Message
from apps.notifications.tasks import send_message

log = structlog.get_logger(__name__)


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
    transaction.on_commit(partial(_hint, message.id), robust=True)


def _hint(message_id: UUID) -> None:
    """Ask a worker to send now. A broker that is down loses nothing: the sweep finds the message."""
    try:
        send_message.apply_async([str(message_id)], expires=60)
    except OperationalError:
        log.warning("message_hint_lost", message=str(message_id))
