"""What a driver's socket may ask of the fleet."""

from datetime import datetime

from apps.accounts.contracts import Identity, Role
from apps.fleet import services
from apps.fleet.api.serializers import HomeIn, HomeOut, LastTripIn, LastTripOut
from apps.realtime.services import command, frame


@command("shift.start", roles={Role.DRIVER})
def start_shift(identity: Identity, data: dict) -> dict:
    shift = services.go_online(driver_id=identity.person_id)
    return {"shift_id": str(shift.id), "started_at": shift.started_at.isoformat()}


@command("shift.end", roles={Role.DRIVER})
def end_shift(identity: Identity, data: dict) -> dict:
    services.go_offline(driver_id=identity.person_id)
    return {}


@command("driver.home", roles={Role.DRIVER}, serializer=HomeIn)
def set_home(identity: Identity, data: dict) -> dict:
    return HomeOut(services.set_home(driver_id=identity.person_id, **data)).data


@command("driver.last_trip", roles={Role.DRIVER}, serializer=LastTripIn)
def set_last_trip(identity: Identity, data: dict) -> dict:
    return LastTripOut({"shift": services.set_last_trip(driver_id=identity.person_id, **data)}).data


@frame("location", roles={Role.DRIVER})
async def hear_location(identity: Identity, message: dict) -> None:
    await services.accept_position(driver_id=identity.person_id, **_read(message))


def _read(message: dict) -> dict:
    """By hand, not by a serializer: this runs for every position of every driver. Raises PositionRefused."""
    heading = message.get("heading")
    try:
        return {
            "lat": float(message["lat"]),
            "lng": float(message["lng"]),
            "at": _aware(message["at"]),
            "heading": None if heading is None else float(heading),
        }
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise services.PositionRefused(reason="unreadable") from error


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
