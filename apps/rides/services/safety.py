"""A call for help: it reaches staff whatever the ride's state, and whatever else is down but the database."""

from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts import services as accounts
from apps.kernel import clock, events, transitions
from apps.realtime.services import personal_stream, publish
from apps.rides.contracts import AlertView
from apps.rides.events import SafetyAlertOpened
from apps.rides.models import Ride, SafetyAlert
from apps.rides.selectors.positions import position_of_driver
from apps.rides.selectors.safety import alert_view
from apps.rides.selectors.sides import ride_of
from apps.rides.services.moves import NEWS_VALID_FOR
from apps.rides.states import ALERT_TABLE, UNRESOLVED, AlertKind, AlertStatus, Side


def call_for_help(
    *, person_id: UUID, side: str, ride_id: UUID, lat: float | None = None, lng: float | None = None
) -> AlertView:
    """Put the person's call on every map of operations. `side` is a Side; degrees if their phone knows where it is.

    One unresolved alert a ride and person is a unique constraint: who presses again moves the place of the one there
    is. The other side hears nothing. Raises RideNotFound.
    """
    ride = ride_of(side, person_id, ride_id)
    place = {"lat": lat, "lng": lng} if lat is not None and lng is not None else _place(ride)
    with transaction.atomic():
        return alert_view(_alert(ride, person_id, side, place))


def alert_of_silence(*, ride: Ride, lat: float, lng: float) -> None:
    """The rider did not answer at an unusual stop: an alert of a lower kind, unless they have one. In the caller's
    transaction."""
    _open(ride, ride.rider_id, Side.RIDER, {"lat": lat, "lng": lng}, AlertKind.UNUSUAL_STOP)


def acknowledge(*, staff_id: UUID, alert_id: UUID, note: str) -> None:
    """Say that somebody is on it; the caller is told. Raises TransitionRefused unless it is open."""
    stamps = {"acknowledged_at": clock.now(), "acknowledged_by_id": staff_id}
    _decide(staff_id, alert_id, AlertStatus.ACKNOWLEDGED, note, stamps)


def resolve(*, staff_id: UUID, alert_id: UUID, note: str) -> None:
    """It is over: off the maps. Raises TransitionRefused if it was already."""
    stamps = {"resolved_at": clock.now(), "resolved_by_id": staff_id, "note": note}
    _decide(staff_id, alert_id, AlertStatus.RESOLVED, note, stamps)


def _place(ride: Ride) -> dict[str, float]:
    car = position_of_driver(ride)
    return {"lat": car.lat, "lng": car.lng} if car else {"lat": ride.pickup_lat, "lng": ride.pickup_lng}


def _alert(ride: Ride, person_id: UUID, side: str, place: dict) -> SafetyAlert:
    """Opened, or moved; and opened after all when staff resolve the old one in between."""
    found = _open(ride, person_id, side, place) or _move(ride, person_id, place)
    return found or _alert(ride, person_id, side, place)


def _open(ride: Ride, person_id: UUID, side: str, place: dict, kind: str = AlertKind.SOS) -> SafetyAlert | None:
    try:
        with transaction.atomic():
            alert = SafetyAlert.objects.create(
                ride=ride, person_id=person_id, side=side, kind=kind, opened_at=clock.now(), **place
            )
    except IntegrityError:
        return None
    events.publish(SafetyAlertOpened(alert_id=str(alert.id), ride_id=str(ride.id)))
    return alert


def _move(ride: Ride, person_id: UUID, place: dict) -> SafetyAlert | None:
    """What was open because they did not answer is a call for help now."""
    mine = SafetyAlert.objects.filter(ride=ride, person_id=person_id, status__in=UNRESOLVED)
    if mine.filter(kind=AlertKind.UNUSUAL_STOP).update(kind=AlertKind.SOS, opened_at=clock.now(), **place):
        events.publish(SafetyAlertOpened(alert_id=str(mine.values_list("id", flat=True).get()), ride_id=str(ride.id)))
    return mine.select_related("ride").first() if mine.update(**place) else None


@transaction.atomic
def _decide(staff_id: UUID, alert_id: UUID, to: str, note: str, changes: dict) -> None:
    alert = SafetyAlert.objects.select_related("ride").get(id=alert_id)
    transitions.move(alert, to, ALERT_TABLE, **changes)
    accounts.audit(staff_id, f"alert.{to}", f"ride:{alert.ride_id}", alert=str(alert.id), note=note)
    stream = personal_stream(alert.side, alert.person_id)
    told = {"alert": alert_view(alert).as_dict()}
    publish(stream, "safety.updated", told, valid_for=NEWS_VALID_FOR, about=str(alert.id))
