"""What a driver's socket may ask of dispatch."""

from rest_framework import serializers

from apps.accounts.contracts import Identity, Role
from apps.dispatch import services
from apps.realtime.services import command


class OfferRef(serializers.Serializer):
    offer_id = serializers.UUIDField()


class OfferRefusal(OfferRef):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")


@command("offer.accept", roles={Role.DRIVER}, serializer=OfferRef)
def accept(identity: Identity, data: dict) -> dict:
    assignment = services.accept_offer(offer_id=data["offer_id"], driver_person_id=identity.person_id)
    return {"job": {"kind": assignment.job.kind, "ref": str(assignment.job.ref)}}


@command("offer.decline", roles={Role.DRIVER}, serializer=OfferRefusal)
def decline(identity: Identity, data: dict) -> dict:
    services.decline_offer(
        offer_id=data["offer_id"], driver_person_id=identity.person_id, reason=data.get("reason", "")
    )
    return {}


@command("offer.seen", roles={Role.DRIVER}, serializer=OfferRef)
def seen(identity: Identity, data: dict) -> dict:
    services.mark_delivered(offer_id=data["offer_id"], driver_person_id=identity.person_id)
    return {}
