"""Zones, prices, policies and what drivers must bring, which migrations load and a test with real commits empties."""

from apps.fleet.services import load_requirements
from apps.geo.services import load_zones
from apps.pricing.services import load_policies, load_rules, load_tariffs
from apps.rides.services import load_caps


def restore_reference_data() -> None:
    load_zones()
    load_tariffs()
    load_rules()
    load_policies()
    load_requirements()
    load_caps()
