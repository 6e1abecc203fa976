"""A driver's vehicles."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.doors import DriverView, valid
from apps.fleet.api.serializers import AlsoServes, MyVehicleOut, VehicleIn, VehiclesOut
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent


class Vehicles(DriverView):
    @extend_schema(operation_id="driver_vehicles", summary="My vehicles", responses=VehiclesOut)
    def get(self, request: Request) -> Response:
        vehicles = selectors.vehicles_of(caller(request).person_id)
        return Response({"vehicles": MyVehicleOut(vehicles, many=True).data})

    @extend_schema(
        operation_id="driver_vehicle_add",
        summary="Add a vehicle; staff approve it",
        description="409 plate-taken, 422 vehicle-unfit.",
        parameters=[IDEMPOTENCY_KEY],
        request=VehicleIn,
        responses={201: MyVehicleOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        vehicle = services.add_vehicle(driver_id=caller(request).person_id, **valid(VehicleIn, request))
        return Response(MyVehicleOut(vehicle).data, status=201)


class ActivateVehicle(DriverView):
    @extend_schema(
        operation_id="driver_vehicle_activate",
        summary="Drive this vehicle from the next shift on",
        description="409 go-offline-first or vehicle-not-approved.",
        request=None,
        responses=MyVehicleOut,
    )
    def post(self, request: Request, vehicle_id: UUID) -> Response:
        vehicle = services.activate_vehicle(driver_id=caller(request).person_id, vehicle_id=vehicle_id)
        return Response(MyVehicleOut(vehicle).data)


class RetireVehicle(DriverView):
    @extend_schema(
        operation_id="driver_vehicle_retire",
        summary="I do not have this vehicle any more",
        description="409 go-offline-first.",
        request=None,
        responses=MyVehicleOut,
    )
    def post(self, request: Request, vehicle_id: UUID) -> Response:
        vehicle = services.retire_vehicle(driver_id=caller(request).person_id, vehicle_id=vehicle_id)
        return Response(MyVehicleOut(vehicle).data)


class VehicleCategories(DriverView):
    @extend_schema(
        operation_id="driver_vehicle_categories",
        summary="Which categories this vehicle takes beside its own",
        description="422 category-not-served with `allowed`.",
        request=AlsoServes,
        responses=MyVehicleOut,
    )
    def put(self, request: Request, vehicle_id: UUID) -> Response:
        categories = valid(AlsoServes, request)["categories"]
        vehicle = services.set_also_serves(
            driver_id=caller(request).person_id, vehicle_id=vehicle_id, categories=categories
        )
        return Response(MyVehicleOut(vehicle).data)
