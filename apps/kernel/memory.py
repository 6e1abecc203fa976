"""What a process keeps of the database, because it is small and read all the time."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakSet

from django.db import connection
from django.db.transaction import Atomic

from apps.kernel.commit import after_commit

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The answers of `read(*key)`, each read again when it is older than `max_age_s`."""

    def __init__(self, read: Callable[..., Value], max_age_s: float) -> None:
        self.max_age_s = max_age_s
        self._read = read
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        self._changing: WeakSet[Atomic] = WeakSet()  # outermost blocks of transactions that changed what is kept here

    def get(self, *key: Hashable, max_age_s: float | None = None) -> Value:
        if self._in_changing_transaction():
            return self._read(*key)
        kept, known = self._kept, self.peek(*key, max_age_s=max_age_s)
        if known is not None:
            return known
        read_at, value = time.monotonic(), self._read(*key)
        kept[key] = (read_at, value)  # lost if `forget` put `kept` aside meanwhile
        return value

    def peek(self, *key: Hashable, max_age_s: float | None = None) -> Value | None:
        """What `get` would answer without the database; None when it would have to ask."""
        read_at, value = self._kept.get(key, (float("-inf"), None))
        limit = self.max_age_s if max_age_s is None else max_age_s
        return value if time.monotonic() - read_at <= limit else None

    def note_change(self, **_kwargs: object) -> None:
        """A row was saved or deleted: forget what we know, now and once the change is committed.

        Until its transaction ends, only that transaction may see the change, so nothing it reads is kept.
        """
        if connection.in_atomic_block:
            self._changing.add(connection.atomic_blocks[0])
        after_commit(self.forget)
        self.forget()

    def forget(self) -> None:
        self._kept = {}

    def _in_changing_transaction(self) -> bool:
        return bool(connection.atomic_blocks) and connection.atomic_blocks[0] in self._changing
