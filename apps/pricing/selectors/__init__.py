"""Reads: price lists, surge, heatmaps."""

from apps.pricing.selectors.books import Book, book, tariffs_in_force
from apps.pricing.selectors.heatmaps import driver_heatmap, heatmap
from apps.pricing.selectors.nearby import Surroundings, surge_at, surroundings
from apps.pricing.selectors.standing import Standing, surge_by_market

__all__ = [
    "Book",
    "Standing",
    "Surroundings",
    "book",
    "driver_heatmap",
    "heatmap",
    "surge_at",
    "surge_by_market",
    "surroundings",
    "tariffs_in_force",
]
