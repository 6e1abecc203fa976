"""Public use cases of pricing."""

from apps.pricing.services.campaigns import BudgetSpent, change_promo, create_promo
from apps.pricing.services.cancellation import cancellation_fee, cancellation_terms, fee_under
from apps.pricing.services.changes import requote
from apps.pricing.services.commission import driver_net
from apps.pricing.services.fares import waiting_charge, waiting_terms, with_waiting
from apps.pricing.services.holidays import delete_holiday, save_holiday
from apps.pricing.services.journeys import PickupTimeOutOfRange, TooClose, TooFar, TooManyStops, check_reservable
from apps.pricing.services.promos import PromoRefused, release_promo, settle_promo, use_promo
from apps.pricing.services.quotes import (
    CategoryNotOffered,
    QuoteExpired,
    QuoteForged,
    ServicePaused,
    quote,
    quote_all,
    redeem,
    unavailable,
)
from apps.pricing.services.reference import load_policies, load_rules, load_tariffs
from apps.pricing.services.surge import observe_cells, publish_surge_policy, stop_surge
from apps.pricing.services.terms import QuoteTerms, terms_of_quote
from apps.pricing.services.versions import (
    TariffBegun,
    publish_cancellation_policy,
    publish_commission_policy,
    publish_tariff,
)

__all__ = [
    "BudgetSpent",
    "CategoryNotOffered",
    "PickupTimeOutOfRange",
    "PromoRefused",
    "QuoteExpired",
    "QuoteForged",
    "QuoteTerms",
    "ServicePaused",
    "TariffBegun",
    "TooClose",
    "TooFar",
    "TooManyStops",
    "cancellation_fee",
    "cancellation_terms",
    "change_promo",
    "check_reservable",
    "create_promo",
    "delete_holiday",
    "driver_net",
    "fee_under",
    "load_policies",
    "load_rules",
    "load_tariffs",
    "observe_cells",
    "publish_cancellation_policy",
    "publish_commission_policy",
    "publish_surge_policy",
    "publish_tariff",
    "quote",
    "quote_all",
    "redeem",
    "release_promo",
    "requote",
    "save_holiday",
    "settle_promo",
    "stop_surge",
    "terms_of_quote",
    "unavailable",
    "use_promo",
    "waiting_charge",
    "waiting_terms",
    "with_waiting",
]
