"""What sockets may ask of rides: the same services as REST. Each command answers the ride as the caller sees it."""

from uuid import UUID

from rest_framework import serializers

from apps.accounts.contracts import Identity, Role
from apps.realtime.services import command, topic
from apps.rides import selectors, services
from apps.rides.api.chat import ChatIn
from apps.rides.api.instant import InstantRequest, order
from apps.rides.api.lost_items import LostItemAnswerIn, item_out
from apps.rides.api.ratings import RateDriverIn, RateRiderIn, TipIn, rating_out
from apps.rides.api.rider import wish
from apps.rides.api.safety import SafetyCheckIn, SosIn
from apps.rides.api.serializers import DriverCancel, RideChange, RiderCancel, RideRequest, RideStart, StopReached
from apps.rides.api.sharing import share_out
from apps.rides.contracts import RideView
from apps.rides.selectors.chat import as_dict
from apps.rides.selectors.receipts import tip_dict
from apps.rides.services import chat, lost_items, ratings, safety, sharing, standing, tips
from apps.rides.states import Side


class RideIdField(serializers.UUIDField):
    """Text only: DRF would read a number as a UUID too."""

    def to_internal_value(self, data: object) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class OfRide(serializers.Serializer):
    ride_id = RideIdField()


class CancelByRider(OfRide, RiderCancel):
    pass


class CancelByDriver(OfRide, DriverCancel):
    pass


class Change(OfRide, RideChange):
    pass


class ReachStop(OfRide, StopReached):
    pass


class CallForHelp(OfRide, SosIn):
    pass


class AnswerSafetyCheck(OfRide, SafetyCheckIn):
    pass


class Write(OfRide, ChatIn):
    pass


class AnswerLostItem(LostItemAnswerIn):
    item_id = RideIdField()


class RateDriver(OfRide, RateDriverIn):
    pass


class RateRider(OfRide, RateRiderIn):
    pass


class GiveTip(OfRide, TipIn):
    pass


class Start(OfRide, RideStart):
    pass


@topic("ride")
def may_follow(identity: Identity, key: str) -> bool:
    """Positions of a ride's driver: for its rider while there is a driver, and for operations."""
    if identity.role == Role.OPERATIONS:
        return True
    return identity.role == Role.RIDER and _is_uuid(key) and selectors.may_follow(identity.person_id, UUID(key))


@command("ride.request", roles={Role.RIDER}, serializer=RideRequest)
def request_ride(identity: Identity, data: dict) -> dict:
    return _ack(services.request_ride(rider_id=identity.person_id, **wish(data)))


@command("ride.instant", roles={Role.RIDER}, serializer=InstantRequest)
def order_instantly(identity: Identity, data: dict) -> dict:
    return _ack(order(identity.person_id, data))


@command("ride.change", roles={Role.RIDER}, serializer=Change)
def change(identity: Identity, data: dict) -> dict:
    return _ack(services.change(rider_id=identity.person_id, quote_token=data.pop("quote"), **data))


@command("ride.cancel", roles={Role.RIDER}, serializer=CancelByRider)
def cancel_by_rider(identity: Identity, data: dict) -> dict:
    return _ack(services.cancel_by_rider(rider_id=identity.person_id, **data))


@command("ride.en_route", roles={Role.DRIVER}, serializer=OfRide)
def en_route(identity: Identity, data: dict) -> dict:
    return _ack(services.en_route(driver_person_id=identity.person_id, **data))


@command("ride.arrive", roles={Role.DRIVER}, serializer=OfRide)
def arrive(identity: Identity, data: dict) -> dict:
    return _ack(services.arrive(driver_person_id=identity.person_id, **data))


@command("ride.start", roles={Role.DRIVER}, serializer=Start)
def start(identity: Identity, data: dict) -> dict:
    return _ack(services.start(driver_person_id=identity.person_id, **data))


@command("ride.stop", roles={Role.DRIVER}, serializer=ReachStop)
def reach_stop(identity: Identity, data: dict) -> dict:
    return _ack(services.reach_stop(driver_person_id=identity.person_id, **data))


@command("ride.complete", roles={Role.DRIVER}, serializer=OfRide)
def complete(identity: Identity, data: dict) -> dict:
    return _ack(services.complete(driver_person_id=identity.person_id, **data))


@command("ride.cancel", roles={Role.DRIVER}, serializer=CancelByDriver)
def cancel_by_driver(identity: Identity, data: dict) -> dict:
    return _ack(services.cancel_by_driver(driver_person_id=identity.person_id, **data))


def _ack(ride: RideView) -> dict:
    return {"ride": ride.as_dict()}


def _is_uuid(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


@command("ride.share", roles={Role.RIDER}, serializer=OfRide)
def share(identity: Identity, data: dict) -> dict:
    return share_out(sharing.share(rider_id=identity.person_id, **data))


@command("ride.unshare", roles={Role.RIDER}, serializer=OfRide)
def unshare(identity: Identity, data: dict) -> dict:
    sharing.unshare(rider_id=identity.person_id, **data)
    return {}


@command("ride.sos", roles={Role.RIDER, Role.DRIVER}, serializer=CallForHelp)
def call_for_help(identity: Identity, data: dict) -> dict:
    alert = safety.call_for_help(person_id=identity.person_id, side=str(identity.role), **data)
    return {"alert": alert.as_dict()}


@command("chat.send", roles={Role.RIDER, Role.DRIVER}, serializer=Write)
def write(identity: Identity, data: dict) -> dict:
    return {"message": as_dict(chat.send(side=str(identity.role), person_id=identity.person_id, **data))}


@command("ride.rate", roles={Role.RIDER}, serializer=RateDriver)
def rate_driver(identity: Identity, data: dict) -> dict:
    return rating_out(ratings.rate(side=Side.RIDER, person_id=identity.person_id, **data))


@command("ride.rate", roles={Role.DRIVER}, serializer=RateRider)
def rate_rider(identity: Identity, data: dict) -> dict:
    return rating_out(ratings.rate(side=Side.DRIVER, person_id=identity.person_id, **data))


@command("ride.tip", roles={Role.RIDER}, serializer=GiveTip)
def give_tip(identity: Identity, data: dict) -> dict:
    return tip_dict(tips.tip(rider_id=identity.person_id, **data))


@command("lost_item.answer", roles={Role.DRIVER}, serializer=AnswerLostItem)
def answer_lost_item(identity: Identity, data: dict) -> dict:
    return {"item": item_out(lost_items.answer(driver_id=identity.person_id, **data))}


@command("ride.safety_check", roles={Role.RIDER}, serializer=AnswerSafetyCheck)
def answer_safety_check(identity: Identity, data: dict) -> dict:
    alert = standing.answer(rider_id=identity.person_id, **data)
    return {"alert": alert and alert.as_dict()}
