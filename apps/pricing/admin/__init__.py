"""Prices and their policies for staff."""

from apps.pricing.admin.policies import CancellationPolicyAdmin, CommissionPolicyAdmin
from apps.pricing.admin.promos import PromoAdmin, PromoUseAdmin
from apps.pricing.admin.surge import SurgePolicyAdmin
from apps.pricing.admin.tariffs import HolidayAdmin, TariffVersionAdmin

__all__ = [
    "CancellationPolicyAdmin",
    "CommissionPolicyAdmin",
    "HolidayAdmin",
    "PromoAdmin",
    "PromoUseAdmin",
    "SurgePolicyAdmin",
    "TariffVersionAdmin",
]
