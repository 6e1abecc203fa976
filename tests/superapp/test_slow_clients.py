"""Clients that send half a request or read no answer, before a real web process: it serves the others all the same."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse

import pytest

from apps.accounts.services import issue_tokens
from tests.support.web import server

pytestmark = pytest.mark.processes

SLOW = 50  # clients: several times the threads of a web process
PATIENCE_S = 2.0
BODY = json.dumps({"phone": "+213550000777"}).encode()
BIG = "/static/drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js.map"  # more than the system buffers
UPLOAD = "/api/v1/driver/documents"

TOO_SLOW = {"type": "/problems/too-slow", "title": "The request took too long to arrive.", "status": 408}
TOO_LARGE = {"type": "/problems/too-large", "title": "The request is too large.", "status": 413}
NO_LENGTH = {
    "type": "/problems/length-required",
    "title": "Say how long the body is (Content-Length).",
    "status": 411,
}

Dial = Callable[..., socket.socket]


@pytest.fixture(scope="module")
def port(django_db_setup) -> Iterator[int]:
    with server("superapp.asgi:application", BODY_PATIENCE_S=str(PATIENCE_S)) as listening:
        yield listening


@pytest.fixture
def dial(port) -> Iterator[Dial]:
    """`dial("Content-Length: 9", b"half")`: a connection with a POST's headers and so much of its body sent."""
    with ExitStack() as lines:

        def make(size: str, first: bytes, path: str = "/api/v1/auth/otp") -> socket.socket:
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n{size}\r\n"
            line.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + first)
            return line

        yield make


def told(line: socket.socket) -> tuple[int, dict]:
    """Status and document of a refusal, which has the headers of any answer and says that the connection closes."""
    answer = HTTPResponse(line)
    answer.begin()
    assert answer.headers["Connection"] == "close"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    return answer.status, json.loads(answer.read())


@pytest.mark.django_db(transaction=True)
def test_half_sent_bodies_hold_nobody_up_and_are_refused_in_time(port, dial, amina):
    lines = [dial(f"Content-Length: {len(BODY)}", BODY[:9]) for _ in range(SLOW)]

    assert get(port, "/health/live") == 200
    assert get(port, "/api/v1/account/me", issue_tokens(person=amina, role="rider").access) == 200
    late = dial(f"Content-Length: {len(BODY)}", BODY[:9])
    assert get(port, "/health/live") == 200
    late.sendall(BODY[9:])
    assert late.recv(65_536).startswith(b"HTTP/1.1 202 ")

    assert [told(line) for line in lines] == [(408, TOO_SLOW)] * SLOW
    assert lines[0].recv(1) == b""


def test_answers_that_nobody_reads_hold_nobody_up(port):
    with ExitStack() as lines:
        for _ in range(SLOW // 2):
            line = lines.enter_context(socket.socket())
            line.settimeout(PATIENCE_S)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", port))
            line.sendall(f"GET {BIG} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert line.recv(9) == b"HTTP/1.1 "
        assert get(port, "/health/live") == 200


def get(port: int, path: str, access: str = "") -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S / 2)
    line.request("GET", path, headers={"Authorization": f"Bearer {access}"} if access else {})
    return line.getresponse().status


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(dial):
    assert told(dial("Content-Length: 1048577", b"")) == (413, TOO_LARGE)


def test_who_sends_too_much_all_the_same_reads_the_refusal(dial):
    assert told(dial(f"Content-Length: {12 * 2**20}", b"x" * 12 * 2**20, UPLOAD)) == (413, TOO_LARGE)


def test_a_body_of_unknown_length_is_refused_before_it_is_sent(dial):
    assert told(dial("Transfer-Encoding: chunked", b"5\r\nhel")) == (411, NO_LENGTH)


def test_a_file_of_many_megabytes_comes_through(dial):
    line = dial(f"Content-Length: {8 * 2**20}", b"x" * 8 * 2**20, UPLOAD)
    assert line.recv(65_536).startswith(b"HTTP/1.1 401 ")
