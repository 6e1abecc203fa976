"""Thousands of sockets that come and go at once: each costs the same, however many there are."""

from collections import Counter
from uuid import uuid4

import pytest

from apps.accounts.contracts import Identity
from apps.realtime.live import hub as module
from apps.realtime.live.hub import Hub

SOCKETS = 1_000
LOOKS = Counter()


class Session:
    """Counts how often it is looked at."""

    ended = False

    def __init__(self, role: str = "rider") -> None:
        self._identity = Identity(uuid4(), role, uuid4(), "fr")
        self.topics, self.streams = set(), set()

    @property
    def identity(self) -> Identity:
        LOOKS["identity"] += 1
        return self._identity

    def __hash__(self) -> int:
        LOOKS["hash"] += 1
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class Lines:
    def __init__(self, **callbacks: object) -> None: ...

    async def nothing(self, *arguments: object) -> None: ...

    open = close = want_group = want_shard = nothing


class Feed:
    def __init__(self, session: Session, stream: str, *, after: int) -> None: ...

    def start(self) -> None: ...

    stop = start


@pytest.fixture
def crowded(monkeypatch) -> Hub:
    monkeypatch.setattr(module, "Lines", Lines)
    monkeypatch.setattr(module, "Feed", Feed)
    LOOKS.clear()
    return Hub()


async def test_joining_and_leaving_does_not_look_at_the_others(crowded):
    sessions = [Session() for _ in range(SOCKETS)]
    for session in sessions:
        await crowded.join(session)
        await crowded.read(session, f"rider:{session.identity.person_id}", after=0)
    for session in sessions:
        await crowded.leave(session)

    assert (crowded.sessions, crowded._of_person, dict(crowded.feeds)) == ({}, {}, {})
    assert max(LOOKS.values()) <= 20 * SOCKETS


async def test_those_signed_out_are_found_without_looking_at_the_others(crowded, monkeypatch):
    for _ in range(SOCKETS):
        await crowded.join(Session())
    LOOKS.clear()

    async def ended(moment: object) -> list:
        return [module.EndedSession(person_id=uuid4(), family_id=uuid4()) for _ in range(50)]

    monkeypatch.setattr(module, "_sessions_ended_since", ended)
    await crowded._end_signed_out()
    assert LOOKS.total() == 0
    for session in list(crowded.sessions):
        await crowded.leave(session)
