"""What rider and driver wrote to each other."""

from uuid import UUID

from django.db.models import QuerySet

from apps.rides.models import ChatMessage
from apps.rides.selectors.sides import ride_of


def messages(side: str, person_id: UUID, ride_id: UUID) -> QuerySet[ChatMessage]:
    """Of this ride with its driver, also after its end. Raises RideNotFound."""
    ride = ride_of(side, person_id, ride_id)
    return ChatMessage.objects.filter(ride_id=ride.id, driver=ride.driver)


def as_dict(message: ChatMessage) -> dict:
    """JSON-plain. A quick reply is said in the active language."""
    return {
        "id": str(message.id),
        "side": message.side,
        "text": message.text or str(message.get_quick_display()),
        "quick": message.quick,
        "sent_at": message.sent_at.isoformat().replace("+00:00", "Z"),
    }
