"""Share links: the rider's door, and the public's."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.rides.api.serializers import RidePlace
from apps.rides.contracts import SharedTrip
from apps.rides.models import ShareLink
from apps.rides.selectors.sharing import shared_trip
from apps.rides.services import sharing
from apps.rides.states import ACTIVE, RideStatus

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class ShareOut(serializers.Serializer):
    token = serializers.CharField()
    path = serializers.CharField(help_text="The public page, on this host.")
    created_at = serializers.DateTimeField()


class SharedVehicleOut(serializers.Serializer):
    plate = serializers.CharField()
    make = serializers.CharField()
    model = serializers.CharField()
    colour = serializers.CharField()


class SharedPosition(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)
    heading = serializers.FloatField(allow_null=True, help_text="Degrees clockwise from north.")


class SharedTripOut(serializers.Serializer):
    """What a stranger with the link sees: no number, no code, no price."""

    status = serializers.ChoiceField(choices=[(status.value, status.label) for status in map(RideStatus, ACTIVE)])
    rider = serializers.CharField(allow_blank=True, help_text="First name.")
    driver = serializers.CharField(allow_blank=True, help_text="First name; empty while there is no driver.")
    vehicle = SharedVehicleOut(allow_null=True)
    dropoff = RidePlace()
    stops_to_come = serializers.IntegerField(min_value=0)
    position = SharedPosition(allow_null=True, help_text="The car, while a driver has the ride.")
    eta_s = serializers.IntegerField(
        allow_null=True,
        min_value=0,
        help_text="Seconds to the pickup, and once the trip has started to the next stop or the destination.",
    )


def share_out(link: ShareLink) -> dict[str, Any]:
    page = reverse("shared-trip", args=[link.token])
    return dict(ShareOut({"token": link.token, "path": page, "created_at": link.created_at}).data)


def trip_out(trip: SharedTrip) -> dict[str, Any]:
    here = trip.position and {"lat": trip.position[0], "lng": trip.position[1], "heading": trip.heading}
    seen: dict[str, Any] = {"status": trip.status, "rider": trip.rider_first_name, "driver": trip.driver_first_name}
    seen |= {"vehicle": trip.vehicle, "dropoff": trip.dropoff, "position": here, "eta_s": trip.eta_s}
    seen |= {"stops_to_come": trip.stops_to_come}
    return dict(SharedTripOut(seen).data)


class Share(APIView):
    @extend_schema(
        operation_id="rider_ride_share",
        summary="A link by which others may watch my trip",
        description="The same link until it is revoked. 410 trip-ended when the ride is over.",
        request=None,
        responses=ShareOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        return Response(share_out(sharing.share(rider_id=caller(request).person_id, ride_id=ride_id)))

    @extend_schema(operation_id="rider_ride_unshare", summary="Take the link back", responses={204: None})
    def delete(self, request: Request, ride_id: UUID) -> Response:
        sharing.unshare(rider_id=caller(request).person_id, ride_id=ride_id)
        return Response(status=204)


class PublicTrip(APIView):
    authentication_classes: list = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="public_trip",
        summary="A trip that somebody shared",
        description="404 for a link that is unknown or was taken back, 410 trip-ended when the trip is over.",
        responses=SharedTripOut,
    )
    def get(self, request: Request, token: str) -> Response:
        return Response(trip_out(shared_trip(token)), headers=PRIVATE)
