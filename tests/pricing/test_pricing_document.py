"""docs/algorithms/pricing.md says what the code does: every number on the page is computed here again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.kernel.money import Money
from apps.pricing import services
from apps.pricing.algorithms.cancellation import fee
from apps.pricing.algorithms.fare import Surge, Tariff, Trip, fare, with_promo, with_waiting
from apps.pricing.algorithms.promo import Offer, discount
from apps.pricing.contracts import MOST_STOPS, CancellationFacts, FareBreakdown
from apps.pricing.selectors import books, nearby, tariffs_in_force
from apps.pricing.services.fares import night_of, tariff_of

DOCUMENT = (Path(__file__).parents[2] / "docs/algorithms/pricing.md").read_text(encoding="utf-8")
PROSE = " ".join(DOCUMENT.split())
CAME, CAME_LATE, ABSENT = {"arrived_at": 600}, {"arrived_at": 901}, {"by": "no_show"}  # seconds after noon


def tariff(slug: str) -> Tariff:
    zone = zones.zone(slug)
    return tariff_of(tariffs_in_force(zone, clock.now())["standard"], zone.currency)


def chapter(title: str) -> str:
    return DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[str]:
    return [row for row in text.splitlines() if row.startswith("| ")][2:]


def table(breakdown: FareBreakdown) -> list[str]:
    def major(minor: int) -> Decimal:
        return Money(minor, breakdown.currency).amount

    return [
        f"| {line.code} | {line.quantity} {line.unit} | {major(line.rate_minor)} | {major(line.amount_minor)} |"
        for line in breakdown.lines
    ]


def total(breakdown: FareBreakdown) -> str:
    return str(Money(breakdown.total_minor, breakdown.currency).amount)


@pytest.mark.parametrize(
    ("title", "slug", "metres", "seconds", "due", "metered"),
    [
        ("Algiers, 8.4 km in 25 min 20 s, standard", "algiers", 8_400, 1_520, "570.00 DZD", "565.98"),
        ("Algiers, 1.2 km in 4 min, standard", "algiers", 1_200, 240, "200.00 DZD", "186.00"),
        ("Tunis, 6.27 km in 15 min 10 s, standard", "tunis", 6_270, 910, "7.600 TND", "7.596"),
        ("Tunis, 5 km in 15 min, standard", "tunis", 5_000, 900, "6.800 TND", "6.750"),
    ],
)
def test_a_worked_example(db, title, slug, metres, seconds, due, metered):
    breakdown = fare(tariff(slug), Trip(metres, seconds))
    text = chapter(title)

    assert rows(text) == table(breakdown)
    assert f"Total: {total(breakdown)} {breakdown.currency}." in text
    assert f"{total(breakdown)} {breakdown.currency}" == due
    adjusted = sum(line.amount_minor for line in breakdown.lines if line.code in {"minimum", "rounding"})
    assert str(Money(breakdown.total_minor - adjusted, breakdown.currency).amount) == metered
    assert metered in text


def test_everything_at_once_in_dinars(db):
    policy, trip = tariff("algiers"), Trip(8_400, 1_520, stops=1, night=True)
    plain = fare(policy, trip, Surge(Decimal("1.30"), "s"))
    offer = Offer(Decimal(20), 0, ceiling=15_000)
    quoted = with_promo(plain, discount(offer, plain.total_minor, policy.rounding_step), "p")
    due = with_waiting(quoted, policy, 5 * 60 + 30)
    text = chapter("Everything at once, in Algiers")

    assert rows(text) == table(due)
    assert f"Total: {total(due)} DZD." in text
    assert (total(plain), total(quoted), total(due)) == ("950.00", "800.00", "810.00")
    assert "The quote said 950.00, or 800.00 with the code: 20 % would have been 190.00" in " ".join(text.split())
    assert Decimal("0.20") * Decimal("950.00") == Decimal("190.00")
    assert Decimal("0.20") * Decimal("595.98") == Decimal("119.196")
    assert Decimal("0.30") * Decimal("715.18") == Decimal("214.554")
    summed = sum(line.amount_minor for line in due.lines if line.code not in {"rounding", "promo"})
    assert str(Money(summed, "DZD").amount) == "964.73"


def test_everything_at_once_in_millimes(db):
    policy, trip = tariff("tunis"), Trip(6_270, 910, night=True)
    quoted = fare(policy, trip, Surge(Decimal("1.20"), "s"))
    quoted = with_promo(quoted, discount(Offer(None, 2_500), quoted.total_minor, policy.rounding_step), "p")
    due = with_waiting(quoted, policy, 8 * 60 + 20)
    text = chapter("Everything at once, in Tunis")

    assert rows(text) == table(due)
    assert f"Total: {total(due)} TND." in text
    assert Decimal("5.33") * 120 == Decimal("639.6")
    assert Decimal("0.20") * Decimal("10.644") == Decimal("2.1288")


def test_surcharges(db):
    due = fare(tariff("paris"), Trip(5_000, 900, night=True, holiday=True))
    text = chapter("Surcharges instead of multipliers, in Paris")

    assert rows(text) == table(due)
    assert f"Total: {total(due)} EUR." in text


def test_the_hours_of_the_examples(db):
    algiers, tunis, paris = (zones.zone(slug) for slug in ("algiers", "tunis", "paris"))
    for zone in (algiers, tunis):
        row = tariffs_in_force(zone, clock.now())["standard"]
        assert night_of(row).cover(datetime(2027, 3, 1, 22, tzinfo=UTC), zone.time_zone)  # 23:00 there
    row = tariffs_in_force(algiers, clock.now())["standard"]
    assert (f"{row.night_from:%H:%M}", f"{row.night_until:%H:%M}", str(row.night_multiplier)) == (
        "22:00", "05:00", "1.20"
    )  # fmt: skip
    bastille = datetime(2027, 7, 13, 23, tzinfo=UTC)  # 01:00 on the 14th
    assert books.book(paris.id).holiday_at(bastille, paris.time_zone).name("en") == "Bastille Day"
    assert night_of(tariffs_in_force(paris, clock.now())["standard"]).cover(bastille, paris.time_zone)


def test_a_discount_in_coins():
    assert discount(Offer(Decimal(15), 0), 57_000, 1_000) == 8_000
    assert Decimal("0.15") * 570 == Decimal("85.50")
    assert "of 570.00 DZD, 15 % would be 85.50 and is 80.00" in PROSE


@pytest.mark.parametrize(
    ("row", "facts", "owed"),
    [
        ("the rider cancels before a driver has accepted", {"now": 500, "accepted_at": None}, "free"),
        ("the rider cancels at 12:01:59", {"now": 119}, "free"),
        ("the rider cancels at 12:02:00", {"now": 120}, "100.00"),
        ("the rider cancels at 12:15:00, the driver not there yet", {"now": 900}, "100.00"),
        ("the rider cancels at 12:15:01, the driver not there yet", {"now": 901}, "free"),
        ("the driver came at 12:15:01, the rider cancels at 12:20:00", {"now": 1_200, **CAME_LATE}, "free"),
        ("the driver came at 12:10:00, no rider by 12:14:59", {"now": 899, **CAME, **ABSENT}, "free"),
        ("the driver came at 12:10:00, no rider by 12:15:00", {"now": 900, **CAME, **ABSENT}, "150.00"),
        ("the driver came at 12:15:01, no rider by 12:30:00", {"now": 1_800, **CAME_LATE, **ABSENT}, "free"),
        ("the driver cancels", {"now": 700, "by": "driver"}, "free"),
    ],
)  # fmt: skip
def test_a_cancellation(db, row, facts, owed):
    noon = datetime(2027, 3, 1, 12, tzinfo=UTC)
    told = {"accepted_at": 0, "promised_pickup_at": 600, **facts}
    moments = {
        name: noon + timedelta(seconds=value) if isinstance(value, int) else value for name, value in told.items()
    }
    terms = services.cancellation_terms(zone_id=zones.zone("algiers").id)
    _, amount = fee(terms, CancellationFacts(status="arriving", **moments))

    assert f"| {row} | {owed} |" in rows(chapter("Cancellation and no-show"))
    assert (str(Money(amount, "DZD").amount) if amount else "free") == owed


def test_every_case_of_a_cancellation_is_checked():
    assert len(rows(chapter("Cancellation and no-show"))) == 10


def test_the_terms_of_algiers(db):
    terms = services.cancellation_terms(zone_id=zones.zone("algiers").id)

    assert (terms.grace_s, terms.late_s, terms.no_show_wait_s) == (120, 300, 300)
    assert (terms.fee_minor, terms.no_show_fee_minor) == (10_000, 15_000)
    assert "120 s of grace, late after 300 s, no-show after 300 s, fees of 100.00 and 150.00 DZD" in PROSE


def test_what_the_driver_keeps(db):
    zone = zones.zone("algiers")
    net = services.driver_net(fare(tariff("algiers"), Trip(8_400, 1_520)), zone_id=zone.id, at=clock.now())

    assert (net.gross_minor - net.booking_fee_minor, net.commission_minor, net.net_minor) == (55_000, 8_250, 46_750)
    assert "550.00 without the booking fee, of which 15 % is 82.50; the driver keeps 467.50" in PROSE


def test_the_numbers_in_the_prose(db):
    standard = tariffs_in_force(zones.zone("algiers"), clock.now())["standard"]

    assert f"`quote_valid_s` of the tariff, {standard.quote_valid_s} s" in PROSE
    assert f"(at most {MOST_STOPS})" in PROSE
    assert f"in memory for up to {books.STALE_S:.0f} s" in PROSE
    assert f"memory that is up to {nearby.STALE_S:.0f} s old" in PROSE
    assert f"at most {nearby.SEEN.seconds} s ago, within some 8.7 km" in PROSE
    assert Decimal("6.270") * 650 == Decimal("4075.5")
    assert Decimal("15.17") * 120 == Decimal("1820.4")
    assert "is 4075.5, a half, and goes up to 4076; 15.17 × 120 is 1820.4" in PROSE
