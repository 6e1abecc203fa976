"""What sockets may ask, registered by each app's `sockets.py` when the process starts."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from rest_framework.serializers import BaseSerializer

from apps.accounts.contracts import Identity

MayFollow = Callable[[Identity, str], bool]
RunCommand = Callable[[Identity, dict], dict]
HearFrame = Callable[[Identity, dict], Awaitable[None]]
Look = Callable[[str], dict] | Callable[[str], Awaitable[dict]]
AnyFunction = TypeVar("AnyFunction", bound=Callable)


@dataclass(frozen=True)
class Topic:
    """Topics `prefix:<key>`. With `look` it is a snapshot topic, asked every `every_s` wall seconds while followed."""

    may_follow: MayFollow
    look: Look | None = None
    every_s: float = 1.0


@dataclass(frozen=True)
class Command:
    run: RunCommand
    roles: frozenset[str]
    serializer: type[BaseSerializer] | None


@dataclass(frozen=True)
class Frame:
    hear: HearFrame
    roles: frozenset[str]


topics: dict[str, Topic] = {}
commands: dict[str, dict[str, Command]] = {}  # name → role → command: `ride.cancel` is a rider's and a driver's
frames: dict[str, Frame] = {}


def topic(prefix: str) -> Callable[[MayFollow], MayFollow]:
    """Register topics `prefix:<key>`, followed for locations by whom `may_follow(identity, key)` allows."""

    def register(may_follow: MayFollow) -> MayFollow:
        topics[prefix] = Topic(may_follow)
        return may_follow

    return register


def snapshot(prefix: str, *, may_follow: MayFollow, every_s: float = 1.0) -> Callable[[Look], Look]:
    """Register topics `prefix:<key>` whose followers get `look(key)` every `every_s` seconds, asked once a process.

    `look` is async, or sync and run in a thread; its dict becomes the members of the snapshot frame.
    """

    def register(look: Look) -> Look:
        topics[prefix] = Topic(may_follow, look, every_s)
        return look

    return register


def command(
    name: str, *, roles: Collection[str], serializer: type[BaseSerializer] | None = None
) -> Callable[[RunCommand], RunCommand]:
    """Register a command. `function(identity, validated data) -> JSON-plain dict` is sync, runs in a thread and a
    transaction, and is done once when the client sends it again. What it raises rolls back and is the ack's problem."""

    def register(function: RunCommand) -> RunCommand:
        known = commands.setdefault(name, {})
        known.update(dict.fromkeys(map(str, roles), Command(function, frozenset(map(str, roles)), serializer)))
        return function

    return register


def frame(kind: str, *, roles: Collection[str]) -> Callable[[HearFrame], HearFrame]:
    """Register a frame type without an ack, for the hot path: `async function(identity, frame)` touches no database."""

    def register(function: HearFrame) -> HearFrame:
        frames[kind] = Frame(function, frozenset(map(str, roles)))
        return function

    return register
