"""How each market's surge stands, for staff."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from apps.kernel import clock
from apps.pricing.algorithms import surge
from apps.pricing.models import SurgeCell, SurgePolicy


@dataclass(frozen=True, slots=True)
class Standing:
    """`cells` are those above 1.00, `highest` the highest multiplier of them. `market` is the country's name."""

    market_id: UUID
    market: str
    policy_id: UUID
    enabled: bool
    cells: int
    highest: Decimal


def surge_by_market() -> list[Standing]:
    """Of every market that has a setting, by country code. Two queries."""
    settings = SurgePolicy.objects.select_related("market").order_by("market__code", "version")
    newest = {row.market_id: row for row in settings}
    now = clock.now()
    raised: dict[UUID, list[Decimal]] = defaultdict(list)
    for row in SurgeCell.objects.filter(Q(level__gt=surge.ONE) | Q(target__gt=surge.ONE)).select_related("zone"):
        multiplier = surge.shown(row.line.level_at(now))
        raised[row.zone.market_id] += [multiplier] if multiplier > 1 else []
    return [_standing(row, raised[row.market_id]) for row in newest.values()]


def _standing(row: SurgePolicy, raised: list[Decimal]) -> Standing:
    return Standing(
        market_id=row.market_id,
        market=str(row.market),
        policy_id=row.id,
        enabled=row.enabled,
        cells=len(raised),
        highest=max(raised, default=Decimal("1.00")),
    )
