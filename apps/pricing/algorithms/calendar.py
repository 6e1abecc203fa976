"""Night and holiday: what the clock and the calendar of a zone say of a moment."""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours from `begins` until `ends` (excluded), across midnight where the end is not later than the beginning.
    Without both there are none."""

    begins: time | None = None
    ends: time | None = None

    def cover(self, at: datetime, time_zone: str) -> bool:
        if self.begins is None or self.ends is None:
            return False
        local = at.astimezone(zoneinfo.ZoneInfo(time_zone)).time()
        if self.begins < self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends


@dataclass(frozen=True, slots=True)
class Day:
    """A public holiday: that day, or every year since."""

    on: date
    every_year: bool
    names: Mapping[str, str]  # by language: fr, ar, en

    def name(self, language: str) -> str:
        return self.names.get(language[:2]) or self.names["fr"]

    def falls_on(self, day: date) -> bool:
        same = (self.on.month, self.on.day) == (day.month, day.day)
        return self.on == day or (self.every_year and same and self.on <= day)


def holiday_at(days: Iterable[Day], at: datetime, time_zone: str) -> Day | None:
    """The holiday of the local day of `at`."""
    today = at.astimezone(zoneinfo.ZoneInfo(time_zone)).date()
    return next((day for day in days if day.falls_on(today)), None)
