"""Rows that are few, seldom change and are read all the time: each process keeps what it last read."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakSet

from django.db import connection
from django.db.transaction import Atomic

from apps.kernel.commit import after_commit

K = TypeVar("K")
V = TypeVar("V")


class Memory(Generic[K, V]):
    """`read(key)`, kept for `max_age_s` machine seconds: so long may a change made by another process go unseen.

    `note_change` (for post_save and post_delete) forgets everything, now and once the change is committed. Until its
    transaction ends only that transaction may see the change, so nothing it reads is kept.
    """

    def __init__(self, read: Callable[[K], V], max_age_s: float) -> None:
        self._read, self._max_age_s = read, max_age_s
        self._kept: dict[K, tuple[float, V]] = {}
        self._changing: WeakSet[Atomic] = WeakSet()  # outermost blocks of transactions that changed rows

    def __call__(self, key: K) -> V:
        if connection.atomic_blocks and connection.atomic_blocks[0] in self._changing:
            return self._read(key)
        read_at, value = self._kept.get(key, (float("-inf"), None))
        if value is None or time.monotonic() - read_at > self._max_age_s:
            read_at = time.monotonic()
            value = self._read(key)
            self._kept[key] = read_at, value
        return value

    def note_change(self, **_kwargs: object) -> None:
        if connection.in_atomic_block:
            self._changing.add(connection.atomic_blocks[0])
        after_commit(self.forget)
        self.forget()

    def forget(self) -> None:
        self._kept = {}
