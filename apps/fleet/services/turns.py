"""Drivers in line are told when the number they are shown changes, and when they have lost their turn.

The guard is one conditional update of the number that was told last: of two sweeps at once, one tells.
"""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Role
from apps.fleet import selectors
from apps.fleet.algorithms import turns as rules
from apps.fleet.models import QueueEntry
from apps.fleet.states import TURN_LOST
from apps.realtime import services as realtime

EVENT = "queue.updated"
KEPT = timedelta(minutes=10)  # an app that was away asks `driver/queue` after that


def tell_turns(zone_id: UUID) -> int:
    """Those in line at the zone's marked places whose number has changed. Returns how many were told."""
    lines: dict[UUID, list[QueueEntry]] = defaultdict(list)
    for turn in selectors.turns_in_order({"place__zone_id": zone_id}).select_related("place"):
        lines[turn.place_id].append(turn)
    return sum(
        _tell(turn, rules.shown(position), len(line))
        for line in lines.values()
        for position, turn in enumerate(line, start=1)
        if turn.shown != rules.shown(position)
    )


def tell_lost_turns() -> int:
    """Those who were shown a number and are not in line any more."""
    lost = QueueEntry.objects.filter(left_at__isnull=False, shown__isnull=False).select_related("place")
    return sum(_tell(turn, None, 0) for turn in lost.order_by("left_at", "id"))


def _tell(turn: QueueEntry, number: int | None, waiting: int) -> bool:
    with transaction.atomic():
        if not QueueEntry.objects.filter(id=turn.id, shown=turn.shown).update(shown=number):
            return False
        stream, about = realtime.personal_stream(Role.DRIVER, turn.driver_id), str(turn.place_id)
        realtime.invalidate(stream, event=EVENT, about=about)
        realtime.publish(stream, EVENT, _news(turn, number, waiting), valid_for=KEPT, about=about)
    return True


def _news(turn: QueueEntry, number: int | None, waiting: int) -> dict:
    with override(accounts.language(turn.driver_id)):
        place = {"place_id": str(turn.place_id), "name": turn.place.name}
        if number is None:
            return {
                **place,
                "position": None,
                "reason": turn.left_because,
                "title": str(TURN_LOST[turn.left_because]) % {"place": turn.place.name},
            }
    return {**place, "position": number, "exact": number <= rules.EXACT_UNTIL, "waiting": waiting}
