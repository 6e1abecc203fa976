"""docs/algorithms/pricing.md says what the code does: every number on the page is computed here again."""

from decimal import Decimal
from pathlib import Path

import pytest

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.kernel.money import Money
from apps.pricing.algorithms.fare import Trip, fare
from apps.pricing.contracts import FareBreakdown
from apps.pricing.selectors import tariffs_in_force
from apps.pricing.services.fares import tariff_of

DOCUMENT = (Path(__file__).parents[2] / "docs/algorithms/pricing.md").read_text(encoding="utf-8")


def price(slug: str, metres: int, seconds: int) -> FareBreakdown:
    zone = zones.zone(slug)
    return fare(tariff_of(tariffs_in_force(zone, clock.now())["standard"], zone.currency), Trip(metres, seconds))


def chapter(title: str) -> str:
    return DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]


def table(breakdown: FareBreakdown) -> list[str]:
    def major(minor: int) -> Decimal:
        return Money(minor, breakdown.currency).amount

    return [
        f"| {line.code} | {line.quantity} {line.unit} | {major(line.rate_minor)} | {major(line.amount_minor)} |"
        for line in breakdown.lines
    ]


@pytest.mark.parametrize(
    ("title", "slug", "metres", "seconds", "total", "metered"),
    [
        ("Algiers, 8.4 km in 25 min 20 s, standard", "algiers", 8_400, 1_520, "570.00 DZD", "565.98"),
        ("Algiers, 1.2 km in 4 min, standard", "algiers", 1_200, 240, "200.00 DZD", "186.00"),
        ("Tunis, 6.27 km in 15 min 10 s, standard", "tunis", 6_270, 910, "7.600 TND", "7.596"),
        ("Tunis, 5 km in 15 min, standard", "tunis", 5_000, 900, "6.800 TND", "6.750"),
    ],
)
def test_a_worked_example(db, title, slug, metres, seconds, total, metered):
    breakdown = price(slug, metres, seconds)
    text = chapter(title)

    assert [row for row in text.splitlines() if row.startswith("| ")][2:] == table(breakdown)
    assert f"Total: {breakdown.describe()['total']} {breakdown.currency}." in text
    assert f"{breakdown.describe()['total']} {breakdown.currency}" == total
    adjusted = sum(line.amount_minor for line in breakdown.lines if line.code in {"minimum", "rounding"})
    assert str(Money(breakdown.total_minor - adjusted, breakdown.currency).amount) == metered
    assert metered in text


def test_how_long_a_quote_holds(db):
    standard = tariffs_in_force(zones.zone("algiers"), clock.now())["standard"]

    assert f"`quote_valid_s` of the tariff, {standard.quote_valid_s} s" in DOCUMENT


def test_the_products_in_the_prose():
    assert Decimal("6.270") * 650 == Decimal("4075.5")
    assert Decimal("15.17") * 120 == Decimal("1820.4")
    assert "is 4075.5, a half, and goes up to 4076; 15.17 × 120 is 1820.4" in DOCUMENT
