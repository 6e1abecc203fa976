"""HTTP to a routing engine: kept-alive connections, one deadline for the whole exchange, a limit for the answer."""

import json
import time
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

MOST_BYTES = 4_000_000  # a way through a whole country is some hundred kilobytes
CHUNK = 65_536


class EngineFailed(Exception):
    """Not to be relied on now. `reason` is a word for the metrics: timeout, unreachable, status, refused, garbage."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


class NoRoute(Exception):
    """The engine is well, but knows no way between these points: no tiles there, or no road."""


class Transport:
    """To one engine. Safe to share between threads."""

    def __init__(self, url: str, *, timeout_s: float, connect_timeout_s: float, connections: int) -> None:
        self._url, self._timeout_s, self._connect_timeout_s = url.rstrip("/"), timeout_s, connect_timeout_s
        self._pool = urllib3.PoolManager(maxsize=connections, retries=False)

    def ask(self, path: str, body: object = None) -> tuple[int, Any]:
        """(200 or 400, JSON document) of a GET, or of a POST with a JSON body. Raises EngineFailed.

        A connection that the engine closed while it was idle is no failure: the question is asked once more.
        """
        deadline = time.monotonic() + self._timeout_s
        try:
            try:
                return self._exchange(path, body, deadline)
            except ProtocolError:
                return self._exchange(path, body, deadline)
        except HTTPError as error:
            refused = isinstance(error, NewConnectionError) or not isinstance(error, TimeoutError)
            raise EngineFailed("unreachable" if refused else "timeout", error) from error

    def _exchange(self, path: str, body: object, deadline: float) -> tuple[int, Any]:
        response = self._pool.request(
            "GET" if body is None else "POST",
            self._url + path,
            json=body,
            timeout=urllib3.Timeout(connect=self._connect_timeout_s, total=max(deadline - time.monotonic(), 0.001)),
            preload_content=False,
            redirect=False,
        )
        try:
            if response.status not in (200, 400):
                raise EngineFailed("status", response.status)
            return response.status, _document(_read(response, deadline))
        except BaseException:
            response.close()  # half read: nobody may use this connection again
            raise
        finally:
            response.release_conn()


def _read(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """All of the answer, unless it is too large or comes too slowly."""
    read = bytearray()
    while chunk := response.read1(CHUNK):
        read += chunk
        if len(read) > MOST_BYTES:
            raise EngineFailed("garbage", f"more than {MOST_BYTES} bytes")
        if time.monotonic() > deadline:
            raise EngineFailed("timeout", "the answer came too slowly")
    return bytes(read)


def _document(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EngineFailed("garbage", error) from error
