"""Reads of the fleet. Positions come from Redis, everything else from the database."""

from apps.fleet.selectors.applications import NoApplication, application_of, open_application_of, role_of
from apps.fleet.selectors.audience import count_drivers_of_zone, drivers_of_zone
from apps.fleet.selectors.documents import (
    NoSuchDocument,
    document_slots,
    document_with_file,
    next_waiting_document,
    slots_of,
)
from apps.fleet.selectors.drivers import NotADriver, card, card_of, cards, driver_of, find, vehicles_of
from apps.fleet.selectors.gates import go_online_refusals, missing_papers, refusals_of, today
from apps.fleet.selectors.incentives import incentives_at, incentives_decided, incentives_of, online_in
from apps.fleet.selectors.pairs import drivers_paired, pairs_of, riders_blocked
from apps.fleet.selectors.positions import (
    FRESH_S,
    bound_for_key,
    heard_key,
    last_key,
    online_key,
    position_of,
    positions,
    positions_key,
    positions_of,
    routes_key,
)
from apps.fleet.selectors.queues import PLACES, queue_order, queue_place_at, queue_places, turns_in_order, waiting_at
from apps.fleet.selectors.rules import RULES, category_rule, home_uses_a_day, required
from apps.fleet.selectors.shifts import on_duty, online_count, open_shift, shifts_between, shifts_since
from apps.fleet.selectors.waiting import appeals_to_decide, applications_to_decide, documents_to_check
from apps.fleet.selectors.work import home_mode, hotspots, open_suspension, queue_standing, working_zone

__all__ = [
    "FRESH_S",
    "PLACES",
    "RULES",
    "NoApplication",
    "NoSuchDocument",
    "NotADriver",
    "appeals_to_decide",
    "application_of",
    "applications_to_decide",
    "bound_for_key",
    "card",
    "card_of",
    "cards",
    "category_rule",
    "count_drivers_of_zone",
    "document_slots",
    "document_with_file",
    "documents_to_check",
    "driver_of",
    "drivers_of_zone",
    "drivers_paired",
    "find",
    "forget",
    "go_online_refusals",
    "heard_key",
    "home_mode",
    "home_uses_a_day",
    "hotspots",
    "incentives_at",
    "incentives_decided",
    "incentives_of",
    "last_key",
    "missing_papers",
    "next_waiting_document",
    "on_duty",
    "online_count",
    "online_in",
    "online_key",
    "open_application_of",
    "open_shift",
    "open_suspension",
    "pairs_of",
    "position_of",
    "positions",
    "positions_key",
    "positions_of",
    "queue_order",
    "queue_place_at",
    "queue_places",
    "queue_standing",
    "refusals_of",
    "required",
    "riders_blocked",
    "role_of",
    "routes_key",
    "shifts_between",
    "shifts_since",
    "slots_of",
    "today",
    "turns_in_order",
    "vehicles_of",
    "waiting_at",
    "working_zone",
]


def forget() -> None:
    """Read everything anew: for tests, and after changes that no signal tells of."""
    for memory in (PLACES, RULES):
        memory.forget()
