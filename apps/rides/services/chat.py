"""Rider and driver write to each other while the driver has the ride. Neither sees the other's number."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock, redis
from apps.kernel.problems import Problem
from apps.kernel.throttling import hit
from apps.notifications.services import push
from apps.realtime.services import personal_stream, publish
from apps.rides.models import ChatMessage, Ride
from apps.rides.selectors.chat import as_dict
from apps.rides.selectors.sides import ride_of
from apps.rides.states import WITH_DRIVER, Side

MOST_A_MINUTE = 20
NEWS_VALID_FOR = timedelta(hours=2)
PUSH_VALID_FOR = timedelta(minutes=15)
PAGES = {Side.RIDER: "/ride/", Side.DRIVER: "/drive/"}


class ChatClosed(Problem):
    status = 409
    slug = "chat-closed"
    title = _("You can write to each other only while the driver has the ride.")


class TooManyMessages(Problem):
    status = 429
    slug = "too-many-messages"
    title = _("Too many messages. Wait a little.")


def send(*, side: str, person_id: UUID, ride_id: UUID, text: str = "", quick: str = "") -> ChatMessage:
    """Write `text`, or the quick reply of that code. Raises RideNotFound, ChatClosed, TooManyMessages.

    Once a call: the door's idempotency key or command id is the guard. The ride is read to be changed, so that nothing
    is written after its end.
    """
    _check_rate(person_id)
    with transaction.atomic():
        ride = ride_of(side, person_id, ride_id, to_change=True)
        if ride.driver is None or ride.status not in WITH_DRIVER:
            raise ChatClosed()
        message = ChatMessage.objects.create(
            ride=ride, driver=ride.driver, side=side, text=text, quick=quick, sent_at=clock.now()
        )
        _tell(ride, ride.driver.person, message)
    return message


def _check_rate(person_id: UUID) -> None:
    """It guards comfort: without Redis people still talk."""
    try:
        wait = hit(f"chat:{person_id}", MOST_A_MINUTE, 60)
    except redis.Unavailable:
        return
    if wait:
        raise TooManyMessages(retry_after_s=wait)


def _tell(ride: Ride, driver: Any, message: ChatMessage) -> None:
    """Both streams, always the rider's first: streams are locks. The other side's phone too."""
    for side, reader in ((Side.RIDER, ride.rider), (Side.DRIVER, driver)):
        with translation.override(reader.language):
            told = {"ride_id": str(ride.id), "message": as_dict(message)}
            publish(personal_stream(side, reader.id), "chat.message", told, valid_for=NEWS_VALID_FOR)
            if side != message.side:
                _push(side, reader, message, writer=driver if side == Side.RIDER else ride.rider)


def _push(side: str, reader: Any, message: ChatMessage, *, writer: Any) -> None:
    push(
        person_id=reader.id,
        role=side,
        reference=message.id,
        title=next(iter(writer.full_name.split()), "Superapp"),
        text=as_dict(message)["text"],
        url=PAGES[Side(side)],
        language=reader.language,
        valid_for=PUSH_VALID_FOR,
    )
