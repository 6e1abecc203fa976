"""One virtual city at a time on an installation: two would share its clock and its people.

A lease in Redis, renewed while its holder lives. What a holder that was killed left behind is taken over at once on the
same machine, elsewhere when it has run out.
"""

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from uuid import uuid4

from apps.kernel import clock, redis

LASTS_S = 30
RENEWED_EVERY_S = 5.0

_TAKE_OVER = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3]) end"
)
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('expire', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1], KEYS[2]) end return 0"


class Taken(RuntimeError):
    """Another simulation is running on this platform."""


@dataclass(frozen=True)
class Holder:
    since: str
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def is_dead(self) -> bool:
        """Whether it was a process of this machine that is no more."""
        if self.host != socket.gethostname():
            return False
        with suppress(PermissionError):
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                return True
        return False


@contextmanager
def only_simulation() -> Iterator[None]:
    """Hold the lease inside the block; afterwards the clock has the speed it had before. Raises Taken, or
    kernel.redis.Unavailable when there is no Redis to begin with.

    Who loses the lease, after a long silence, leaves the clock to the new holder and is told to end.
    """
    value = json.dumps(asdict(Holder(since=clock.wall().isoformat(timespec="seconds"))))
    _acquire(value)
    before = _speed_before()
    ended = threading.Event()
    renewal = threading.Thread(target=_keep, args=(value, ended), daemon=True, name="simulation-lease")
    renewal.start()
    try:
        yield
    finally:
        ended.set()
        renewal.join(RENEWED_EVERY_S)
        _leave(value, before)


def _acquire(value: str) -> None:
    if redis.client().set(_key(), value, nx=True, ex=LASTS_S):
        return None
    found = redis.client().get(_key())
    if found is None:
        return _acquire(value)  # it ended just now
    holder = Holder(**json.loads(found))
    if holder.is_dead and redis.client().eval(_TAKE_OVER, 1, _key(), found, value, LASTS_S):
        return None
    raise Taken(f"Another simulation is running on this platform (since {holder.since}). Stop it first.")


def _speed_before() -> float:
    """Kept beside the lease, without an end: a simulation that was killed could not put its speed back."""
    redis.client().set(_key("speed-before"), clock.speed(), nx=True)
    return float(redis.client().get(_key("speed-before")) or 1.0)


def _keep(value: str, ended: threading.Event) -> None:
    while not ended.wait(RENEWED_EVERY_S):
        try:
            held = redis.client().eval(_RENEW, 1, _key(), value, LASTS_S)
            held = held or redis.client().set(_key(), value, nx=True, ex=LASTS_S)  # a Redis that was away forgot it
        except redis.Unavailable:
            continue
        if not held and not ended.is_set():
            print("simulator: another simulation has taken over; leaving", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)
            return


def _leave(value: str, before: float) -> None:
    try:
        if redis.client().get(_key()) == value.encode():
            clock.set_speed(before)
            redis.client().eval(_RELEASE, 2, _key(), _key("speed-before"), value)
    except redis.Unavailable:
        print("simulator: Redis is gone; the clock could not be set back", file=sys.stderr, flush=True)


def _key(*parts: str) -> str:
    return redis.key("simulation", *parts)
