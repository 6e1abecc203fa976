"""The rider's saved places."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.kernel.fields import TextField
from apps.rides.api.rider import valid
from apps.rides.models import SavedPlace
from apps.rides.services import places
from apps.rides.states import PlaceKind


class PlaceIn(serializers.Serializer):
    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    name = TextField(max_length=40, required=False, allow_blank=True, default="")
    label = TextField(max_length=120, required=False, allow_blank=True, default="")  # type: ignore[assignment]
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)


class PlaceChange(serializers.Serializer):
    name = TextField(max_length=40, required=False, allow_blank=True)
    label = TextField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    lng = serializers.FloatField(min_value=-180, max_value=180, required=False)


class SavedPlaceOut(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    name = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)


class PlacesOut(serializers.Serializer):
    places = SavedPlaceOut(many=True)


class Places(APIView):
    @extend_schema(operation_id="rider_places", summary="My saved places, home and work first", responses=PlacesOut)
    def get(self, request: Request) -> Response:
        mine = SavedPlace.objects.filter(person_id=caller(request).person_id).order_by("id")
        order = list(PlaceKind)
        return Response(PlacesOut({"places": sorted(mine, key=lambda place: order.index(PlaceKind(place.kind)))}).data)

    @extend_schema(
        operation_id="rider_place_save",
        summary="Save a place",
        description="409 place-exists (with `place_id`) for a second home or work, too-many-places after twenty.",
        parameters=[IDEMPOTENCY_KEY],
        request=PlaceIn,
        responses={201: SavedPlaceOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        place = places.save_place(person_id=caller(request).person_id, **valid(PlaceIn, request))
        return Response(SavedPlaceOut(place).data, status=201)


class OnePlace(APIView):
    @extend_schema(operation_id="rider_place_change", summary="Change it", request=PlaceChange, responses=SavedPlaceOut)
    def patch(self, request: Request, place_id: UUID) -> Response:
        asked = valid(PlaceChange, request)
        place = places.change_place(person_id=caller(request).person_id, place_id=place_id, **asked)
        return Response(SavedPlaceOut(place).data)

    @extend_schema(operation_id="rider_place_remove", summary="Remove it", responses={204: None})
    def delete(self, request: Request, place_id: UUID) -> Response:
        places.remove_place(person_id=caller(request).person_id, place_id=place_id)
        return Response(status=204)
