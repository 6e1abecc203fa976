"""Whether a driver's app can be reached, judged by what became of the last offers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

LOOK_BACK = timedelta(minutes=10)
REST = timedelta(minutes=2)
DEAF_AFTER = 3


class PastOffer(NamedTuple):
    """When an offer ended, and when the app said that it shows it (late, perhaps)."""

    closed_at: datetime
    seen_at: datetime | None
    undelivered: bool


def is_unreachable(offers: Sequence[PastOffer], now: datetime) -> bool:
    """True for two minutes after the last of three or more undelivered offers in a row.

    `offers` are one driver's of the last ten minutes, oldest first. A sign of life since the last one ends it; an offer
    that was taken back before the app answered says nothing.
    """
    row: list[PastOffer] = []
    for offer in offers:
        if offer.undelivered:
            row.append(offer)
        elif offer.seen_at:
            row.clear()
    if len(row) < DEAF_AFTER or now - row[-1].closed_at >= REST:
        return False
    return not any(offer.seen_at and offer.seen_at >= row[-1].closed_at for offer in row)
