"""The HTTP gateway, against a server that speaks its protocol."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from apps.notifications.sms import HttpGateway, NotSent, backend


class Provider(BaseHTTPRequestHandler):
    status = 202
    pause_s = 0.0
    taken: list[dict] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
        time.sleep(self.pause_s)
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def provider(settings) -> Iterator[type[Provider]]:
    class Fresh(Provider):
        taken: list[dict] = []

    server = HTTPServer(("127.0.0.1", 0), Fresh)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_BACKEND = "apps.notifications.sms.HttpGateway"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/v1/sms"
    settings.SMS_GATEWAY_TOKEN = "secret-token"
    settings.SMS_TIMEOUT_S = 0.3
    yield Fresh
    server.shutdown()
    server.server_close()


def send() -> None:
    backend().send(to="+213550000001", text="٤٢ رمزك", reference="message-1")


def test_a_message_is_posted_with_the_token(provider):
    send()
    (taken,) = provider.taken
    assert isinstance(backend(), HttpGateway)
    assert taken["path"] == "/v1/sms"
    assert taken["body"] == {"to": "+213550000001", "text": "٤٢ رمزك", "reference": "message-1"}
    assert taken["headers"]["Authorization"] == "Bearer secret-token"
    assert taken["headers"]["Content-Type"] == "application/json"
    assert taken["headers"]["Idempotency-Key"] == "message-1"


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_a_refusal_is_not_sent(provider, status):
    provider.status = status
    with pytest.raises(NotSent, match=str(status)):
        send()


def test_a_gateway_that_does_not_answer_in_time_is_given_up(provider):
    provider.pause_s = 1.0
    started = time.monotonic()
    with pytest.raises(NotSent):
        send()
    assert time.monotonic() - started < 0.9


def test_a_gateway_that_is_not_there(provider, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    with pytest.raises(NotSent):
        send()
