"""A zone's price list, which every process keeps in memory: quoting would otherwise read it each time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from apps.geo import selectors as zones
from apps.geo.contracts import ZoneInfo
from apps.kernel.memory import Remembered
from apps.pricing.algorithms.calendar import Day, holiday_at
from apps.pricing.models import CancellationPolicy, CommissionPolicy, Holiday, TariffVersion

STALE_S = 5.0

Policy = TypeVar("Policy", CancellationPolicy, CommissionPolicy)


@dataclass(frozen=True)
class Book:
    """Every version of the zone and of its market, oldest first, also those that begin later: what is in force at a
    moment is decided from the clock, so a price list changes on the second although the book is up to STALE_S old."""

    tariffs: tuple[TariffVersion, ...]
    days: tuple[Day, ...]
    cancellation: tuple[CancellationPolicy, ...]
    commission: tuple[CommissionPolicy, ...]

    @cached_property
    def tariffs_by_id(self) -> dict[str, TariffVersion]:
        return {str(row.id): row for row in self.tariffs}

    @cached_property
    def policies_by_id(self) -> dict[str, CancellationPolicy]:
        return {str(row.id): row for row in self.cancellation}

    def tariffs_at(self, at: datetime) -> dict[str, TariffVersion]:
        """By category, cheapest minimum first: the zone's own tariffs, or its market's when it has none."""
        own: dict[str, TariffVersion] = {}
        default: dict[str, TariffVersion] = {}
        for row in _begun(self.tariffs, at):
            (own if row.zone_id else default)[row.category] = row
        chosen = own or default
        return dict(sorted(chosen.items(), key=lambda item: (item[1].minimum, item[0])))

    def holiday_at(self, at: datetime, time_zone: str) -> Day | None:
        return holiday_at(self.days, at, time_zone)

    def cancellation_at(self, at: datetime, category: str) -> CancellationPolicy | None:
        """The category's own policy, or that of every category."""
        begun = _begun(self.cancellation, at)
        return _last(row for row in begun if row.category == category) or _last(r for r in begun if not r.category)

    def commission_at(self, at: datetime) -> CommissionPolicy | None:
        return _last(_begun(self.commission, at))


def book(zone_id: UUID) -> Book:
    """No query, once known and for STALE_S; else four."""
    return BOOKS.get(zone_id)


def tariffs_in_force(zone: ZoneInfo, at: datetime) -> dict[str, TariffVersion]:
    return book(zone.id).tariffs_at(at)


def _read(zone_id: UUID) -> Book:
    zone = zones.zone(zone_id)
    in_order = ("valid_from", "version")
    of_market = Q(market__code=zone.market)
    return Book(
        tariffs=tuple(TariffVersion.objects.filter(Q(zone_id=zone.id) | of_market).order_by(*in_order)),
        days=tuple(_day(row) for row in Holiday.objects.filter(of_market).order_by("every_year", "date")),
        cancellation=tuple(CancellationPolicy.objects.filter(of_market).order_by(*in_order)),
        commission=tuple(CommissionPolicy.objects.filter(of_market).order_by(*in_order)),
    )


BOOKS = Remembered(_read, STALE_S)


def _day(row: Holiday) -> Day:
    return Day(row.date, row.every_year, {"fr": row.name_fr, "ar": row.name_ar, "en": row.name_en})


Row = TypeVar("Row", TariffVersion, CancellationPolicy, CommissionPolicy)


def _begun(rows: Sequence[Row], at: datetime) -> list[Row]:
    return [row for row in rows if row.valid_from <= at]


def _last(rows: Iterable[Policy]) -> Policy | None:
    return next(reversed(list(rows)), None)
