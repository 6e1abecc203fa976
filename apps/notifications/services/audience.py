"""Who is reached by an announcement. Apps above say who is in a zone; everybody is who holds the role.

A source answers in the order of ids, so that a batch goes on where the last one ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from apps.accounts import selectors as accounts

People = Callable[[UUID, UUID | None, int], list[UUID]]
Count = Callable[[UUID], int]


@dataclass(frozen=True)
class Source:
    """`people(zone_id, after, limit)` are person ids above `after`, ascending; `count(zone_id)` is how many in all."""

    people: People
    count: Count


_sources: dict[str, Source] = {}


def audience_of_zone(role: str, *, people: People, count: Count) -> None:
    """Register who of `role` is in a zone."""
    _sources[str(role)] = Source(people, count)


def people(role: str, zone_id: UUID | None, *, after: UUID | None, limit: int) -> list[UUID]:
    if zone_id is None:
        return accounts.people_in_role(role, after=after, limit=limit)
    return _sources[role].people(zone_id, after, limit)


def reach(role: str, zone_id: UUID | None) -> int:
    """How many an announcement would reach now."""
    return accounts.count_in_role(role) if zone_id is None else _sources[role].count(zone_id)
