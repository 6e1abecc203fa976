"""Night and holidays: on the zone's own clock and calendar."""

from datetime import UTC, date, datetime, time

import pytest

from apps.pricing.algorithms.calendar import Day, Hours, holiday_at

ACROSS, WITHIN = Hours(time(22), time(5)), Hours(time(0), time(6))
NAMES = {"fr": "Fête", "ar": "عيد", "en": "Feast"}


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 1, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "zone", "night"),
    [
        (ACROSS, utc(20, 59), "Africa/Algiers", False),  # 21:59 there
        (ACROSS, utc(21), "Africa/Algiers", True),
        (ACROSS, utc(23, 30), "Africa/Algiers", True),  # past midnight there
        (ACROSS, utc(3, 59), "Africa/Algiers", True),
        (ACROSS, utc(4), "Africa/Algiers", False),
        (ACROSS, utc(21), "Europe/London", False),
        (WITHIN, utc(22, 59), "Europe/Paris", False),
        (WITHIN, utc(23), "Europe/Paris", True),
        (WITHIN, utc(5), "Europe/Paris", False),
        (Hours(time(8), time(8)), utc(12), "Europe/Paris", True),  # the whole day round
        (Hours(), utc(0), "Europe/Paris", False),
    ],
)
def test_whether_it_is_night(hours, at, zone, night):
    assert hours.cover(at, zone) is night


@pytest.mark.parametrize(
    ("day", "at", "holiday"),
    [
        (Day(date(2027, 3, 1), False, NAMES), utc(12), True),
        (Day(date(2027, 3, 2), False, NAMES), utc(22, 59), False),
        (Day(date(2027, 3, 2), False, NAMES), utc(23), True),  # it is tomorrow in Algiers
        (Day(date(2026, 3, 1), False, NAMES), utc(12), False),
        (Day(date(2026, 3, 1), True, NAMES), utc(12), True),
        (Day(date(2028, 3, 1), True, NAMES), utc(12), False),  # not before its first year
        (Day(date(2024, 2, 29), True, NAMES), utc(12), False),
    ],
)
def test_whether_it_is_a_holiday(day, at, holiday):
    assert (holiday_at([day], at, "Africa/Algiers") is day) is holiday


def test_its_name_in_the_language_of_the_reader():
    day = Day(date(2027, 3, 1), False, {**NAMES, "en": ""})

    assert [day.name(language) for language in ("fr", "ar", "en-gb", "de")] == ["Fête", "عيد", "Fête", "Fête"]
