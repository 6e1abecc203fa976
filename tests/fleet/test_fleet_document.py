"""The numbers of docs/algorithms/fleet.md."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.fleet.algorithms import gates, incentives

ALGIERS, PARIS = ZoneInfo("Africa/Algiers"), ZoneInfo("Europe/Paris")
CAR = gates.Car("1-2-3", "comfort", 4, 2020)
LICENCE = gates.Required("driving_licence", per_vehicle=False, needs_expiry=True)
INSURANCE = gates.Required("insurance", per_vehicle=True, needs_expiry=True)
TODAY = date(2026, 3, 3)


def paper(status: str, expires_on: date | None = None, on: date = date(2026, 1, 1), kind="driving_licence"):
    return gates.Paper(kind, status, expires_on, on)


def refused(*papers, standing="active", car=CAR, rule=None, required=(LICENCE,), today=TODAY) -> list[str]:
    facts = gates.Facts(standing, car, rule, tuple(required), papers, today)
    return [refusal.code for refusal in gates.refusals(facts)]


def test_every_gate_is_asked():
    assert refused(standing="suspended", car=None) == ["driver-not-active", "no-vehicle", "document-missing"]


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (gates.Rule(min_seats=4, max_age_years=6), []),
        (gates.Rule(min_seats=5, max_age_years=6), ["vehicle-category"]),
        (gates.Rule(min_seats=4, max_age_years=5), ["vehicle-category"]),
    ],
)
def test_a_vehicle_is_what_its_category_asks_for(rule, codes):
    assert refused(rule=rule, required=()) == codes


def test_a_document_counts_through_its_last_day():
    assert refused(paper("verified", TODAY)) == []
    assert refused(paper("verified", TODAY), today=date(2026, 3, 4)) == ["document-expired"]
    assert refused(paper("verified")) == []


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ([paper("expired", date(2026, 2, 1)), paper("submitted", on=date(2026, 3, 1))], "document-in-review"),
        ([paper("verified", date(2026, 2, 1)), paper("rejected", on=date(2026, 3, 1))], "document-rejected"),
        ([paper("rejected", on=date(2025, 1, 1)), paper("expired", date(2026, 2, 1))], "document-expired"),
        ([paper("verified", date(2027, 1, 1), kind="insurance")], "document-missing"),
    ],
)
def test_the_most_useful_thing_is_said(papers, code):
    assert refused(*papers) == [code]


def test_without_a_car_its_papers_are_not_asked_for():
    assert refused(car=None, required=(INSURANCE,)) == ["no-vehicle"]


def at(text: str, zone=UTC) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


WHOLE = (at("2026-03-01T00:00"), at("2026-03-31T00:00"))


@pytest.mark.parametrize(
    ("period", "moment", "zone", "begins", "ends"),
    [
        ("whole", at("2026-03-10T12:00"), ALGIERS, WHOLE[0], WHOLE[1]),
        ("day", at("2026-03-10T23:30"), ALGIERS, at("2026-03-10T23:00"), at("2026-03-11T23:00")),
        ("week", at("2026-03-11T12:00"), ALGIERS, at("2026-03-08T23:00"), at("2026-03-15T23:00")),
        ("week", at("2026-03-01T12:00"), ALGIERS, WHOLE[0], at("2026-03-01T23:00")),
        ("day", at("2026-03-29T12:00"), PARIS, at("2026-03-28T23:00"), at("2026-03-29T22:00")),
        ("day", at("2026-03-30T23:30"), PARIS, at("2026-03-30T22:00"), WHOLE[1]),
    ],
)
def test_windows_follow_the_calendar_of_the_zone(period, moment, zone, begins, ends):
    assert incentives.window_at(period, WHOLE, moment, zone) == (begins, ends)


def test_the_hours_online_are_those_inside_the_window():
    window, now = (at("2026-03-10T08:00"), at("2026-03-10T18:00")), at("2026-03-10T12:00")
    shifts = [
        (at("2026-03-10T06:00"), at("2026-03-10T09:00")),
        (at("2026-03-10T10:40"), None),
        (at("2026-03-10T01:00"), at("2026-03-10T02:00")),
    ]
    assert incentives.online_s(shifts, window, now) == 3_600 + 4_800 == 8_400


@pytest.mark.parametrize(
    ("per_hour", "seconds", "fares", "paid"),
    [
        (90_000, 8_400, 165_000, 45_000),
        (90_000, 8_400, 220_000, 0),
        (100, 18, 0, 1),
        (100, 17, 0, 0),
        (90_000, 0, 0, 0),
    ],
)
def test_a_guarantee_pays_what_is_missing(per_hour, seconds, fares, paid):
    assert incentives.top_up(per_hour, seconds, fares) == paid
