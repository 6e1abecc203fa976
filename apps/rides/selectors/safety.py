"""Calls for help: as their caller sees them, and as staff must."""

from apps.geo import selectors as geo
from apps.rides import contracts
from apps.rides.models import SafetyAlert
from apps.rides.selectors.positions import position_of_driver
from apps.rides.states import EMERGENCY_ANYWHERE, EMERGENCY_NUMBERS, EMERGENCY_SMS, UNRESOLVED

MOST_ON_MAP = 50


def alert_view(alert: SafetyAlert) -> contracts.AlertView:
    market = geo.zone(alert.ride.zone_id).market
    return contracts.AlertView(
        id=alert.id,
        ride_id=alert.ride_id,
        kind=alert.kind,
        status=alert.status,
        opened_at=alert.opened_at,
        emergency_number=EMERGENCY_NUMBERS.get(market, EMERGENCY_ANYWHERE),
        emergency_sms=EMERGENCY_SMS.get(market, ""),
    )


def alerts_on_map() -> list[contracts.AlertOnMap]:
    """Every unresolved alert, of every zone, the newest first: whichever zone the staff are watching. One query."""
    unresolved = SafetyAlert.objects.filter(status__in=UNRESOLVED).select_related("ride", "person")
    return [_on_map(alert) for alert in unresolved.order_by("-id")[:MOST_ON_MAP]]


def _on_map(alert: SafetyAlert) -> contracts.AlertOnMap:
    car = position_of_driver(alert.ride)
    return contracts.AlertOnMap(
        id=alert.id,
        ride_id=alert.ride_id,
        kind=alert.kind,
        status=alert.status,
        side=alert.side,
        person=alert.person.full_name or str(alert.person.phone or ""),
        driver=(alert.ride.driver_card or {}).get("full_name"),
        zone_id=alert.ride.zone_id,
        lat=car.lat if car else alert.lat,
        lng=car.lng if car else alert.lng,
        opened_at=alert.opened_at,
    )
