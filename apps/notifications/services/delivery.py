"""Sending messages, once each.

Whoever takes a try owns it: a conditional update on status, count of tries and due time, so that two workers with the
same message send it once. A worker that dies with a try in hand leaves a message that is due again after the backoff.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from apps.kernel import clock
from apps.kernel.transitions import TransitionRefused, move
from apps.notifications import push, sms
from apps.notifications.models import Message
from apps.notifications.services.devices import forget
from apps.notifications.services.texts import compose
from apps.notifications.states import TRANSITIONS, Channel, MessageStatus

log = structlog.get_logger(__name__)

FIRST_BACKOFF = timedelta(seconds=2)
MAX_BACKOFF = timedelta(minutes=5)


def queue(
    *, kind: str, reference: UUID, to: str, language: str, expires_at: datetime, content: dict | None = None
) -> Message:
    """Leave a text message to be sent; the same kind and reference again is the same message."""
    wanted = {"to": to, "language": language, "expires_at": expires_at, "content": content}
    message, _new = Message.objects.get_or_create(kind=kind, reference=reference, channel=Channel.SMS, defaults=wanted)
    return message


def due() -> list[UUID]:
    """Messages whose next try is due, the longest waiting first."""
    waiting = Message.objects.filter(status=MessageStatus.WAITING, next_attempt_at__lte=clock.wall())
    return list(waiting.order_by("next_attempt_at").values_list("id", flat=True)[:200])


def waiting(*, reference: UUID) -> list[UUID]:
    """What is to be sent about `reference`."""
    return list(Message.objects.filter(reference=reference, status=MessageStatus.WAITING).values_list("id", flat=True))


def deliver(message_id: UUID) -> bool:
    """Try to send a message now. False if it is not due, is in other hands, has expired or was not taken."""
    message = Message.objects.select_related("device").filter(id=message_id, status=MessageStatus.WAITING).first()
    if message is None:
        return False
    if message.expires_at <= clock.wall():
        _close(message, MessageStatus.EXPIRED)
        return False
    return _take_try(message) and _send(message)


def _take_try(message: Message) -> bool:
    now = clock.wall()
    mine = Message.objects.filter(
        id=message.id, status=MessageStatus.WAITING, attempts=message.attempts, next_attempt_at__lte=now
    )
    return bool(mine.update(attempts=message.attempts + 1, next_attempt_at=now + _backoff(message.attempts)))


def _backoff(attempts: int) -> timedelta:
    """At least as long as a try can take, so that no second one starts beside it."""
    longest_try = timedelta(seconds=settings.SMS_TIMEOUT_S)
    return longest_try + min(FIRST_BACKOFF * 2 ** min(attempts, 10), MAX_BACKOFF)


def _send(message: Message) -> bool:
    try:
        _hand_over(message)
    except push.Gone as gone:
        log.info("push_device_gone", message=str(message.id), reason=str(gone))
        _close(message, MessageStatus.REFUSED)
        if gone.for_good and message.device_id is not None:
            forget(device_ids=[message.device_id])
        return False
    except sms.NotSent as error:
        log.warning("message_not_sent", message=str(message.id), attempts=message.attempts + 1, reason=str(error))
        return False
    _close(message, MessageStatus.SENT, sent_at=clock.wall())
    return True


def _hand_over(message: Message) -> None:
    if message.device is None:
        sms.backend().send(to=str(message.to), text=compose(message), reference=str(message.id))
    else:
        left_s = int((message.expires_at - clock.wall()).total_seconds())
        push.backend().send(device=message.device, content=message.content or {}, valid_for_s=max(left_s, 0))


def _close(message: Message, status: MessageStatus, **changes: Any) -> None:
    try:
        move(message, status, TRANSITIONS, **changes)
    except TransitionRefused:
        log.info("message_closed_elsewhere", message=str(message.id))
