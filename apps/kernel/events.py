"""Domain events: frozen facts in the past tense, ids only, delivered through the outbox (rule 2).

An app states its events in `events.py` (subclasses of `Event`), publishes them inside the transaction that makes them
true, and hears its own and lower apps' events in `handlers.py` (`@handles(EventClass)`).
"""

import importlib.util
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.apps import apps
from django.db import connection, transaction

from apps.kernel import clock
from apps.kernel.models import OutboxEvent

E = TypeVar("E", bound="Event")
Handler = Callable[[object], None]

_classes: dict[str, type["Event"]] = {}
_handlers: dict[str, list[Handler]] = defaultdict(list)
_hints_wanted: ContextVar[list[bool] | None] = ContextVar("hints_wanted", default=None)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event. Fields are plain JSON values: str, int, bool, None."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        _classes[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        """`rides.RideRequested` for a class of `apps.rides.events`."""
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"


def publish(event: Event) -> None:
    """Write `event` to the outbox of the running transaction; the relay is hinted once it commits."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name()} was published outside a transaction")
    handlers = names_of_handlers(event.name())
    OutboxEvent.objects.create(name=event.name(), payload=asdict(event), handlers=handlers, occurred_at=clock.now())
    _hint_once()


def handles(event_class: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a function as a handler. It runs in a transaction of its own, once an event, and may be retried."""

    def register(function):
        _handlers[event_class.name()].append(function)
        return function

    return register


def handlers_of(name: str) -> list[Handler]:
    return _handlers[name]


def names_of_handlers(name: str) -> list[str]:
    return [handler_name(handler) for handler in handlers_of(name)]


def handler_name(handler: Handler) -> str:
    return f"{handler.__module__.removeprefix('apps.')}.{handler.__name__}"


def restore(name: str, payload: dict) -> Event:
    return _classes[name](**payload)


def load_handlers() -> None:
    """Import every app's `handlers` module, so that its handlers are known in every process."""
    for config in apps.get_app_configs():
        if config.name.startswith("apps.") and importlib.util.find_spec(f"{config.name}.handlers"):
            importlib.import_module(f"{config.name}.handlers")


@contextmanager
def one_hint() -> Iterator[None]:
    """For a loop of many short transactions: the relay is hinted once, when the block ends, and not after each."""
    wanted: list[bool] = []
    outer = _hints_wanted.set(wanted)
    try:
        yield
    finally:
        _hints_wanted.reset(outer)
        if wanted:
            _hint()


def _hint_once() -> None:
    already = any(_hint in registered for registered in connection.run_on_commit)
    if not already:
        transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    from apps.kernel.tasks import hint_relay

    wanted = _hints_wanted.get()
    if wanted is None:
        hint_relay()
    else:
        wanted.append(True)
