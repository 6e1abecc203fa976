"""A snapshot topic's poller: one a process while anybody follows here."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, cast

import structlog

from apps.realtime.contracts import encode
from apps.realtime.live.threads import in_thread
from apps.realtime.services.registry import Topic

log = structlog.get_logger(__name__)


class Poller:
    def __init__(self, name: str, topic: Topic, tell: Callable[[str, str], None]) -> None:
        self.newest = ""
        self._name, self._topic, self._tell = name, topic, tell
        assert topic.look is not None  # noqa: S101  only snapshot topics are polled
        is_async = inspect.iscoroutinefunction(topic.look)
        self._look: Callable[[str], Awaitable[dict]] = cast(Any, topic.look if is_async else in_thread(topic.look))
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        key = self._name.partition(":")[2]
        while True:
            try:
                seen = await self._look(key)
                self.newest = encode({**seen, "type": "snapshot", "topic": self._name})
                self._tell(self._name, self.newest)
            except Exception:
                log.exception("snapshot_failed", topic=self._name)  # the next one may succeed
            await asyncio.sleep(self._topic.every_s)
