"""Prices and their policies, in versions; surge of cells; promotions and their uses."""

from apps.pricing.models.policies import CancellationPolicy, CommissionPolicy
from apps.pricing.models.promos import Promo, PromoUse
from apps.pricing.models.surge import SurgeCell, SurgePolicy, SurgeZone
from apps.pricing.models.tariffs import Holiday, TariffVersion

__all__ = [
    "CancellationPolicy",
    "CommissionPolicy",
    "Holiday",
    "Promo",
    "PromoUse",
    "SurgeCell",
    "SurgePolicy",
    "SurgeZone",
    "TariffVersion",
]
