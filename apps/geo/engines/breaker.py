"""A circuit breaker: an engine that fails again and again is left alone for a while."""

import threading
import time


class Breaker:
    """Closed until `failures` in a row, then open for `pause_s`; after that one caller at a time may try again.

    Per process: each finds out for itself, at the cost of `failures` time-outs.
    """

    def __init__(self, failures: int, pause_s: float) -> None:
        self._limit, self._pause_s = failures, pause_s
        self._failed = 0
        self._shut_until = float("-inf")
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Whether to ask. Who is admitted while it is open is the one who tries; the others wait another pause."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if time.monotonic() < self._shut_until:
                return False
            self._shut_until = time.monotonic() + self._pause_s
            return True

    def succeeded(self) -> bool:
        """Note an answer. Returns whether that closed it."""
        with self._lock:
            was_open, self._failed = self._failed >= self._limit, 0
            return was_open

    def failed(self) -> bool:
        """Note a failure. Returns whether that opened it."""
        with self._lock:
            self._failed += 1
            if self._failed == self._limit:
                self._shut_until = time.monotonic() + self._pause_s
            return self._failed == self._limit
