"""Beat says once that the broker is away and once that it is back, not a chain of tracebacks for every schedule due."""

from typing import Any

import structlog
from celery.beat import PersistentScheduler, SchedulingError
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


class Scheduler(PersistentScheduler):
    away = False

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as error:
            self._say_failed(error)
        else:
            self._say_back()

    def _say_failed(self, error: SchedulingError) -> None:
        if not isinstance(error.__context__, OperationalError):
            log.error("schedule_failed", exc_info=error)
        elif not self.away:
            self.away = True
            log.warning("broker_lost", reason=str(error.__context__))

    def _say_back(self) -> None:
        if self.away:
            self.away = False
            log.warning("broker_back")
