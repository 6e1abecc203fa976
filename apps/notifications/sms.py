"""How an SMS leaves the house: one backend by settings.SMS_BACKEND."""

import json
import time
import urllib.request
from typing import Protocol
from urllib.error import HTTPError, URLError

from django.conf import settings
from django.utils.module_loading import import_string

from apps.kernel import clock, redis

KEPT = 2_000
KEPT_PER_NUMBER = 20
KEPT_FOR_S = 600


class NotSent(Exception):
    """The message was not taken. It may be tried again."""


class Backend(Protocol):
    def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand one message over. `reference` is the same for every try of one message. Raises NotSent."""


def backend() -> Backend:
    return import_string(settings.SMS_BACKEND)()


class LocalInbox:
    """Shows messages on a page of this machine, for ten minutes, instead of sending them."""

    def send(self, *, to: str, text: str, reference: str, channel: str = "sms") -> None:
        sent = {"to": to, "channel": channel, "text": text, "sent_at": clock.wall().isoformat(), "wall_s": time.time()}
        pipeline = redis.client().pipeline(transaction=False)
        for key, kept in ((_everybody(), KEPT), (_number(to), KEPT_PER_NUMBER)):
            pipeline.lpush(key, json.dumps(sent))
            pipeline.ltrim(key, 0, kept - 1)
            pipeline.expire(key, KEPT_FOR_S)
        try:
            pipeline.execute()
        except redis.Unavailable as error:
            raise NotSent("the inbox is not answering") from error

    @staticmethod
    def messages(*, to: str = "", at_most: int = 100) -> list[dict]:
        """The newest first, of everybody or to one E.164 number: {to, channel, text, sent_at}."""
        stored = redis.client().lrange(_number(to) if to else _everybody(), 0, at_most - 1)
        return [message for message in map(json.loads, stored) if message.pop("wall_s") > time.time() - KEPT_FOR_S]


class HttpGateway:
    """A provider that takes POST settings.SMS_GATEWAY_URL {"to", "text", "reference"} with a bearer token.

    `reference` goes along as Idempotency-Key too, so that a try whose answer was lost is not sent a second time.
    """

    def send(self, *, to: str, text: str, reference: str) -> None:
        request = urllib.request.Request(  # noqa: S310  the address is the operator's own setting
            settings.SMS_GATEWAY_URL,
            data=json.dumps({"to": to, "text": text, "reference": reference}).encode(),
            method="POST",
            headers={
                "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
                "Content-Type": "application/json",
                "Idempotency-Key": reference,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=settings.SMS_TIMEOUT_S):  # noqa: S310
                pass  # urlopen raises for every status of 400 and above
        except HTTPError as error:
            raise NotSent(f"the gateway answered {error.code}") from error
        except (URLError, OSError) as error:
            raise NotSent("the gateway is not answering") from error


def _everybody() -> str:
    return redis.key("inbox")


def _number(to: str) -> str:
    return redis.key("inbox", to)
