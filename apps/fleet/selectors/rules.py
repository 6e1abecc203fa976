"""What a market asks of drivers and vehicles. Asked whenever somebody goes online, so kept in memory for seconds."""

from dataclasses import dataclass
from uuid import UUID

from apps.fleet.algorithms import gates
from apps.fleet.models import CategoryRule, DocumentRequirement, WorkRule
from apps.kernel.memory import Remembered

REFRESH_S = 5.0


@dataclass(frozen=True)
class MarketRules:
    """`required`: the documents of persons first."""

    required: tuple[gates.Required, ...]
    of_category: dict[str, gates.Rule]
    home_uses_a_day: int


def category_rule(market_id: UUID, category: str) -> gates.Rule | None:
    return RULES.get(market_id).of_category.get(category)


def required(market_id: UUID) -> tuple[gates.Required, ...]:
    """The documents a market asks for."""
    return RULES.get(market_id).required


def home_uses_a_day(market_id: UUID) -> int:
    return RULES.get(market_id).home_uses_a_day


def _read(market_id: UUID) -> MarketRules:
    documents = DocumentRequirement.objects.filter(market_id=market_id).order_by("per_vehicle", "id")
    categories = CategoryRule.objects.filter(market_id=market_id)
    return MarketRules(
        required=tuple(gates.Required(row.kind, row.per_vehicle, row.needs_expiry) for row in documents),
        of_category={row.category: gates.Rule(row.min_seats, row.max_age_years) for row in categories},
        home_uses_a_day=(WorkRule.objects.filter(market_id=market_id).first() or WorkRule()).home_uses_a_day,
    )


RULES = Remembered(_read, REFRESH_S)
