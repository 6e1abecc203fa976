"""Drivers a rider would like again or never again, and riders a driver will not drive any more."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.doors import DriverView, valid
from apps.fleet.api.serializers import BlockIn, BlockRiderIn, FavouriteIn, PairedDriversOut, PairedRidersOut
from apps.fleet.states import PairBy, PairKind
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent


class FavouriteDrivers(APIView):
    @extend_schema(operation_id="rider_favourite_drivers", summary="My favourite drivers", responses=PairedDriversOut)
    def get(self, request: Request) -> Response:
        return _drivers(request, PairKind.FAVOURITE)

    @extend_schema(
        operation_id="rider_favourite_driver_add",
        summary="Prefer this driver when they are near",
        parameters=[IDEMPOTENCY_KEY],
        request=FavouriteIn,
        responses={201: PairedDriversOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        services.add_favourite(rider_id=caller(request).person_id, **valid(FavouriteIn, request))
        return _drivers(request, PairKind.FAVOURITE, status=201)


class FavouriteDriver(APIView):
    @extend_schema(operation_id="rider_favourite_driver_remove", summary="Not any more", responses={204: None})
    def delete(self, request: Request, driver_id: UUID) -> Response:
        services.remove_favourite(rider_id=caller(request).person_id, driver_id=driver_id)
        return Response(status=204)


class BlockedDrivers(APIView):
    @extend_schema(operation_id="rider_blocked_drivers", summary="Drivers I blocked", responses=PairedDriversOut)
    def get(self, request: Request) -> Response:
        return _drivers(request, PairKind.BLOCKED)

    @extend_schema(
        operation_id="rider_blocked_driver_add",
        summary="Never match me with this driver again",
        parameters=[IDEMPOTENCY_KEY],
        request=BlockIn,
        responses={201: PairedDriversOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        services.block_pair(rider_id=caller(request).person_id, by=PairBy.RIDER, **valid(BlockIn, request))
        return _drivers(request, PairKind.BLOCKED, status=201)


class BlockedDriver(APIView):
    @extend_schema(operation_id="rider_blocked_driver_remove", summary="Take my block back", responses={204: None})
    def delete(self, request: Request, driver_id: UUID) -> Response:
        services.unblock_pair(rider_id=caller(request).person_id, driver_id=driver_id, by=PairBy.RIDER)
        return Response(status=204)


class BlockedRiders(DriverView):
    @extend_schema(operation_id="driver_blocked_riders", summary="Riders I blocked", responses=PairedRidersOut)
    def get(self, request: Request) -> Response:
        return _riders(request)

    @extend_schema(
        operation_id="driver_blocked_rider_add",
        summary="Never match me with this rider again",
        parameters=[IDEMPOTENCY_KEY],
        request=BlockRiderIn,
        responses={201: PairedRidersOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        services.block_pair(driver_id=caller(request).person_id, by=PairBy.DRIVER, **valid(BlockRiderIn, request))
        return _riders(request, status=201)


class BlockedRider(DriverView):
    @extend_schema(operation_id="driver_blocked_rider_remove", summary="Take my block back", responses={204: None})
    def delete(self, request: Request, rider_id: UUID) -> Response:
        services.unblock_pair(rider_id=rider_id, driver_id=caller(request).person_id, by=PairBy.DRIVER)
        return Response(status=204)


def _drivers(request: Request, kind: str, status: int = 200) -> Response:
    found = selectors.drivers_paired(caller(request).person_id, kind)
    return Response(PairedDriversOut({"drivers": found}).data, status=status)


def _riders(request: Request, status: int = 200) -> Response:
    return Response(
        PairedRidersOut({"riders": selectors.riders_blocked(caller(request).person_id)}).data, status=status
    )
