"""How a push leaves the house: one backend by settings.PUSH_BACKEND."""

import json
from typing import TYPE_CHECKING, Protocol

import requests
from django.conf import settings
from django.utils.module_loading import import_string
from py_vapid import Vapid02

from apps.notifications.models import PushDevice
from apps.notifications.sms import LocalInbox as TextInbox
from apps.notifications.sms import NotSent

if TYPE_CHECKING:
    from pywebpush import WebPushException

REMOVED = {404, 410}  # RFC 8030, section 7.3: the subscription is over
REFUSED = {400, 401, 403, 413}  # ours to mend; the same push again would be refused again


class Gone(Exception):
    """The push will never be taken. `for_good`: neither will any other to this device."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Backend(Protocol):
    def send(self, *, device: PushDevice, content: dict, valid_for_s: int) -> None:
        """Hand one push over, to be delivered within `valid_for_s`. Raises NotSent (try again), Gone."""


def backend() -> Backend:
    return import_string(settings.PUSH_BACKEND)()


def public_key() -> str:
    """What a browser subscribes with; "" where pushes are not set up."""
    if not settings.VAPID_PRIVATE_KEY:
        return ""
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Vapid02.from_string(settings.VAPID_PRIVATE_KEY).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


class LocalInbox:
    """Shows pushes in the local inbox instead of sending them."""

    def send(self, *, device: PushDevice, content: dict, valid_for_s: int) -> None:
        to = str(device.person.phone or "")
        TextInbox().send(to=to, text=f"{content['title']}: {content['text']}", reference=str(device.id), channel="push")


class WebPush:
    """The browser's own push service, by RFC 8030, 8291 (only the browser can read it) and 8292 (it is ours)."""

    def send(self, *, device: PushDevice, content: dict, valid_for_s: int) -> None:
        from pywebpush import WebPushException, webpush  # with an HTTP client of its own: only where pushes are sent

        keys = {"p256dh": device.p256dh, "auth": device.auth}
        try:
            webpush(
                {"endpoint": device.endpoint, "keys": keys},
                data=json.dumps(content, ensure_ascii=False),
                vapid_private_key=settings.VAPID_PRIVATE_KEY,
                vapid_claims={"sub": settings.VAPID_CONTACT},
                ttl=valid_for_s,
                timeout=settings.PUSH_TIMEOUT_S,
                headers={"Urgency": "high"},
                requests_session=_session(),
            )
        except WebPushException as error:
            _judge(error)
        except (requests.RequestException, OSError) as error:
            raise NotSent("the push service is not answering") from error
        except ValueError as error:  # keys that are none
            raise Gone(f"unusable keys: {error}", for_good=True) from error


def _judge(error: "WebPushException") -> None:
    status = error.response.status_code if error.response is not None else 0
    if status in REMOVED:
        raise Gone(f"the push service answered {status}", for_good=True) from error
    if status in REFUSED:
        raise Gone(f"the push service answered {status}", for_good=False) from error
    raise NotSent(f"the push service answered {status}") from error


def _session() -> requests.Session:
    """One that follows no redirect: the address was checked, another one was not."""
    session = requests.Session()
    session.max_redirects = 0
    session.trust_env = False
    return session
