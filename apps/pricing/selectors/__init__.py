"""Reads: price lists, surge, heatmaps."""

from apps.pricing.selectors.books import Book, book, tariffs_in_force
from apps.pricing.selectors.heatmaps import driver_heatmap, heatmap
from apps.pricing.selectors.nearby import Surroundings, surge_at, surroundings

__all__ = [
    "Book",
    "Surroundings",
    "book",
    "driver_heatmap",
    "heatmap",
    "surge_at",
    "surroundings",
    "tariffs_in_force",
]
