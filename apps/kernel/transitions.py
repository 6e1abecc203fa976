"""State machines are tables (rule 8): a move is a conditional update, a refused one is a 409 with the current state."""

from collections.abc import Mapping, Set
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem

Table = Mapping[str, Set[str]]


class TransitionRefused(Problem):
    """The row is not in a state that allows the move. `current` is its state now, `wanted` what was asked for."""

    status = 409
    slug = "transition-refused"
    title = _("That is not possible any more.")


def move(row: Any, to: str, table: Table, *, still: Mapping[str, object] = {}, **changes: object) -> Any:
    """Set `row.status` to `to`, with `changes`, if the row (a model with a `status`) is in the state it was read in.

    `still` are further conditions (lookups) that must hold of it.

    `table` maps a state to the states that may follow it. Raises TransitionRefused when the table has no such move, or
    when somebody else moved the row first. The database decides: one conditional update, true on every database.
    """
    if to not in table.get(row.status, frozenset()):
        raise TransitionRefused(current=row.status, wanted=to)
    return _set(row, to, {"status": row.status, **still}, changes)


def move_from_any(row: Any, to: str, table: Table, **changes: object) -> Any:
    """As `move`, from whatever state the row is in by now: for what many may do at once without harm to each other."""
    return _set(row, to, {"status__in": [state for state, following in table.items() if to in following]}, changes)


def _set(row: Any, to: str, still: Mapping[str, object], changes: Mapping[str, object]) -> Any:
    if not type(row)._base_manager.filter(pk=row.pk, **still).update(status=to, **changes):
        row.refresh_from_db()
        raise TransitionRefused(current=row.status, wanted=to)
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)
    return row
