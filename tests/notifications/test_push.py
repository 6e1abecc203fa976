"""Web Push: to the person's own browsers, readable by them only, once; against a server that speaks the protocol."""

import base64
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from py_vapid import Vapid02

from apps.kernel import outbox
from apps.notifications import push, services, tasks
from apps.notifications.models import Message, PushDevice
from tests.support.threads import together

DEVICES = "/api/v1/account/push-devices"
WALL = timedelta(minutes=1)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Browser:
    """The keys that a browser makes for itself when it subscribes."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def p256dh(self) -> str:
        return b64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def read(self, body: bytes) -> dict:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth))

    def subscription(self, endpoint: str = "https://fcm.googleapis.com/fcm/send/abc") -> dict:
        return {"endpoint": endpoint, "p256dh": self.p256dh, "auth": b64(self.auth)}


class PushService(BaseHTTPRequestHandler):
    status = 201
    taken: list[dict] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append({"path": self.path, "headers": dict(self.headers), "body": body})
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service(settings) -> Iterator[type[PushService]]:
    class Fresh(PushService):
        taken: list[dict] = []
        url = ""

    server = HTTPServer(("127.0.0.1", 0), Fresh)
    Thread(target=server.serve_forever, daemon=True).start()
    Fresh.url = f"http://127.0.0.1:{server.server_port}"
    vapid = Vapid02()
    vapid.generate_keys()
    settings.PUSH_BACKEND = "apps.notifications.push.WebPush"
    settings.VAPID_PRIVATE_KEY = b64(vapid.private_key.private_numbers().private_value.to_bytes(32, "big"))
    yield Fresh
    server.shutdown()
    server.server_close()


@pytest.fixture
def karims_phone(karim, service) -> Browser:
    browser = Browser()
    PushDevice.objects.create(
        person_id=karim.id,
        role="driver",
        endpoint=f"{service.url}/karim",
        p256dh=browser.p256dh,
        auth=b64(browser.auth),
    )
    return browser


def tell(karim, reference=None, valid_for=WALL) -> int:
    with transaction.atomic():
        return services.push(
            person_id=karim.id,
            role="driver",
            reference=reference or uuid4(),
            title="Une course",
            text="à 3 min",
            url="/drive/",
            language="fr",
            valid_for=valid_for,
        )


def test_a_push_is_read_by_the_browser_it_is_for(karim, service, karims_phone):
    assert tell(karim) == 1
    tasks.send_due_messages()

    (request,) = service.taken
    assert request["path"] == "/karim"
    assert karims_phone.read(request["body"]) == {"title": "Une course", "text": "à 3 min", "url": "/drive/"}
    assert b"Une course" not in request["body"]
    assert (request["headers"]["urgency"], request["headers"]["content-encoding"]) == ("high", "aes128gcm")
    assert 50 < int(request["headers"]["ttl"]) <= 60
    assert request["headers"]["authorization"].startswith("vapid t=")
    assert Message.objects.get().status == "sent"


def test_the_same_news_is_pushed_once(karim, service, karims_phone):
    reference = uuid4()
    for _ in range(2):
        tell(karim, reference)
    tasks.send_due_messages()
    tasks.send_due_messages()
    assert len(service.taken) == 1


def test_workers_that_race_push_once(transactional_db, karim, service, karims_phone):
    tell(karim)
    together(4, tasks.send_due_messages)
    assert len(service.taken) == 1


def test_who_has_no_browser_gets_nothing_and_nothing_is_kept(karim):
    assert tell(karim) == 0
    assert not Message.objects.exists()


def test_a_worker_is_asked_to_send_at_once(karim, karims_phone, no_broker, django_capture_on_commit_callbacks):
    tell(karim)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.relay()
    assert [args for args, _options in no_broker] == [(str(Message.objects.get().id),)]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(karim, service, karims_phone, status):
    service.status = status
    tell(karim)
    tasks.send_due_messages()
    assert not PushDevice.objects.exists()
    assert not Message.objects.exists()  # with it: there is nobody to tell


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_push_refused_for_good_is_not_tried_again(karim, service, karims_phone, status):
    service.status = status
    tell(karim)
    tasks.send_due_messages()
    assert Message.objects.get().status == "refused"
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_a_service_in_trouble_is_tried_again(karim, service, karims_phone, status, travel):
    service.status = status
    tell(karim, valid_for=timedelta(minutes=10))
    tasks.send_due_messages()
    assert (len(service.taken), Message.objects.get().status) == (1, "waiting")
    service.status = 201
    travel(60)
    tasks.send_due_messages()
    assert [request["path"] for request in service.taken] == ["/karim", "/karim"]  # and never /elsewhere
    assert Message.objects.get().status == "sent"


def test_old_news_is_not_pushed(karim, service, karims_phone, travel):
    tell(karim)
    travel(61)
    tasks.send_due_messages()
    assert (service.taken, Message.objects.get().status) == ([], "expired")


def test_on_a_developers_machine_it_is_in_the_local_inbox(karim, karims_phone, settings):
    from apps.notifications.sms import LocalInbox

    settings.PUSH_BACKEND = "apps.notifications.push.LocalInbox"
    tell(karim)
    tasks.send_due_messages()
    (shown,) = LocalInbox.messages(to="+213550000011")
    assert (shown["channel"], shown["text"]) == ("push", "Une course: à 3 min")


def test_a_browser_is_remembered_for_the_role_one_is_signed_in_as(api, karim):
    browser = Browser()
    for _ in range(2):
        assert api(karim.person, "driver").put(DEVICES, browser.subscription(), format="json").status_code == 204
    device = PushDevice.objects.get()
    assert (device.person_id, device.role, device.p256dh) == (karim.id, "driver", browser.p256dh)


def test_a_phone_that_changes_hands_is_the_new_ones(api, karim, sofia):
    subscription = Browser().subscription()
    for driver in (karim, sofia):
        api(driver.person, "driver").put(DEVICES, subscription, format="json")
    assert PushDevice.objects.get().person_id == sofia.id


def test_it_is_forgotten_on_demand_and_by_nobody_else(api, karim, sofia):
    subscription = Browser().subscription()
    api(karim.person, "driver").put(DEVICES, subscription, format="json")
    address = {"endpoint": subscription["endpoint"]}
    assert api(sofia.person, "driver").delete(DEVICES, address, format="json").status_code == 204
    assert PushDevice.objects.count() == 1
    assert api(karim.person, "driver").delete(DEVICES, address, format="json").status_code == 204
    assert not PushDevice.objects.exists()


def test_at_most_ten_are_kept(api, karim):
    for number in range(12):
        subscription = Browser().subscription(f"https://fcm.googleapis.com/fcm/send/{number}")
        api(karim.person, "driver").put(DEVICES, subscription, format="json")
    kept = PushDevice.objects.order_by("id").values_list("endpoint", flat=True)
    assert [address.rsplit("/", 1)[1] for address in kept] == [str(number) for number in range(2, 12)]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/a",
        "https://127.0.0.1/a",
        "https://evil.example/a",
        "https://googleapis.com.evil.example/a",
        "https://fcm.googleapis.com:8443/a",
        "https://user@fcm.googleapis.com/a",
    ],
)
def test_an_address_that_is_no_push_service_is_refused(api, karim, endpoint):
    answer = api(karim.person, "driver").put(DEVICES, Browser().subscription(endpoint), format="json")
    assert answer.status_code in {400, 422}
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("change", [{"p256dh": "x"}, {"auth": "*" * 24}, {"endpoint": 7}, {"auth": None}])
def test_keys_that_are_none_are_refused(api, karim, change):
    answer = api(karim.person, "driver").put(DEVICES, Browser().subscription() | change, format="json")
    assert answer.status_code == 400


def test_the_public_key_is_the_private_ones(api, karim, service, settings):
    key = api(karim.person, "driver").get("/api/v1/account/push-key").json()["public_key"]
    vapid = Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
    point = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert key == b64(point)


def test_without_keys_there_is_nothing_to_subscribe_to(api, karim):
    assert api(karim.person, "driver").get("/api/v1/account/push-key").json() == {"public_key": ""}
    assert push.public_key() == ""
