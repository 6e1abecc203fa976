"""Public use cases of pricing."""

from apps.pricing.services.quotes import (
    CategoryNotOffered,
    QuoteExpired,
    QuoteForged,
    TooClose,
    TooFar,
    quote,
    quote_all,
    redeem,
)
from apps.pricing.services.tariffs import TariffBegun, load_tariffs, publish_tariff

__all__ = [
    "CategoryNotOffered",
    "QuoteExpired",
    "QuoteForged",
    "TariffBegun",
    "TooClose",
    "TooFar",
    "load_tariffs",
    "publish_tariff",
    "quote",
    "quote_all",
    "redeem",
]
