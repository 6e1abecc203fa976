"""A routing engine to talk to: a local HTTP server that answers what a test tells it to."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request to the engine; a behaviour answers it."""

    protocol_version = "HTTP/1.1"
    server: "Engine"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, None))
        self.server.behaviour(self)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body)))
        self.server.behaviour(self)

    def answer(self, document: object, status: int = 200) -> None:
        self.send(json.dumps(document).encode(), status)

    def send(self, text: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def reset(self) -> None:
        """Cut the line with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass

    def finish(self) -> None:
        with suppress(OSError):  # who was kept waiting has gone
            super().finish()


class Engine(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    behaviour: Behaviour

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.asked: list[tuple[str, Any]] = []
        self.connections = 0
        self.over = threading.Event()  # set when the test ends: whoever makes somebody wait waits for it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def process_request(self, *args: Any) -> None:
        self.connections += 1
        super().process_request(*args)

    def handle_error(self, *args: object) -> None:
        pass  # a client that stopped waiting


@contextmanager
def running() -> Iterator[Engine]:
    engine = Engine()
    thread = threading.Thread(target=engine.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield engine
    finally:
        engine.over.set()
        engine.shutdown()
        engine.server_close()
        thread.join()
