"""Reads: price lists, surge, heatmaps."""

from apps.pricing.selectors.books import BOOKS, Book, book, tariffs_in_force
from apps.pricing.selectors.heatmaps import driver_heatmap, heatmap
from apps.pricing.selectors.nearby import CARS, Surroundings, surge_at, surroundings
from apps.pricing.selectors.standing import Standing, surge_by_market

__all__ = [
    "Book",
    "Standing",
    "Surroundings",
    "book",
    "driver_heatmap",
    "forget",
    "heatmap",
    "surge_at",
    "surge_by_market",
    "surroundings",
    "tariffs_in_force",
]


def forget() -> None:
    """Read everything anew: for tests."""
    BOOKS.forget()
    CARS.forget()
