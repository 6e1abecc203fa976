"""What riders left in cars, as both people of the ride read it."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.kernel.problems import TITLES, Problem
from apps.rides.models import LostItem, LostItemMessage
from apps.rides.selectors.sides import ride_of
from apps.rides.states import Side


class LostItemNotFound(Problem):
    """No such item for this person."""

    status = 404
    slug = "not-found"
    title = TITLES[404][1]


def lost_items(side: str, person_id: UUID) -> QuerySet[LostItem]:
    """Of this person's rides, the newest first, with what was written."""
    mine = {"ride__rider_id": person_id} if side == Side.RIDER else {"ride__driver_id": person_id}
    written = Prefetch("messages", LostItemMessage.objects.order_by("id"))
    with_people = LostItem.objects.select_related("ride__rider", "ride__driver__person")
    return with_people.filter(**mine).prefetch_related(written).order_by("-id")


def lost_items_of_ride(person_id: UUID, ride_id: UUID) -> QuerySet[LostItem]:
    """For the rider. Raises RideNotFound."""
    ride = ride_of(Side.RIDER, person_id, ride_id)
    return lost_items(Side.RIDER, person_id).filter(ride=ride)


def lost_item_of(side: str, person_id: UUID, item_id: UUID) -> LostItem:
    """Raises LostItemNotFound."""
    item = lost_items(side, person_id).filter(id=item_id).first()
    if item is None:
        raise LostItemNotFound()
    return item


def as_dict(item: LostItem) -> dict:
    """JSON-plain, for either side."""
    return {
        "id": str(item.id),
        "ride_id": str(item.ride_id),
        "description": item.description,
        "status": item.status,
        "reported_at": _iso(item.reported_at),
        "answered_at": _iso(item.answered_at) if item.answered_at else None,
        "closed_at": _iso(item.closed_at) if item.closed_at else None,
        "messages": [
            {"id": str(each.id), "side": each.side, "text": each.text, "sent_at": _iso(each.sent_at)}
            for each in item.messages.all()
        ],
    }


def _iso(moment) -> str:
    return moment.isoformat().replace("+00:00", "Z")
