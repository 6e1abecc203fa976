"""Reads: the tariffs in force."""

from datetime import datetime

from django.db.models import Q

from apps.geo.contracts import ZoneInfo
from apps.pricing.models import TariffVersion


def tariffs_in_force(zone: ZoneInfo, at: datetime) -> dict[str, TariffVersion]:
    """By category, cheapest minimum first: the zone's own tariffs, or its market's when it has none. One query."""
    begun = TariffVersion.objects.filter(Q(zone_id=zone.id) | Q(market__code=zone.market), valid_from__lte=at).order_by(
        "valid_from", "version"
    )
    own: dict[str, TariffVersion] = {}
    default: dict[str, TariffVersion] = {}
    for row in begun:
        (own if row.zone_id else default)[row.category] = row
    chosen = own or default
    return dict(sorted(chosen.items(), key=lambda item: (item[1].minimum, item[0])))
