"""From a person to a driver: whoever is signed in, in any role, may apply."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.doors import valid
from apps.fleet.api.serializers import ApplicationIn, ApplicationOut
from apps.fleet.models import DriverApplication
from apps.geo import selectors as geo
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent


class Application(APIView):
    @extend_schema(
        operation_id="account_driver_application",
        summary="My application to drive, and what is still missing",
        responses=ApplicationOut,
    )
    def get(self, request: Request) -> Response:
        return answer(selectors.application_of(caller(request).person_id))

    @extend_schema(
        operation_id="account_driver_application_begin",
        summary="Apply to drive in a zone, with a vehicle",
        description="409 already-a-driver, application-open or plate-taken; 422 vehicle-unfit.",
        parameters=[IDEMPOTENCY_KEY],
        request=ApplicationIn,
        responses={201: ApplicationOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked, me = valid(ApplicationIn, request), caller(request)
        application = services.apply_to_drive(
            person_id=me.person_id, role=me.role, zone=asked["zone"], **asked["vehicle"]
        )
        return answer(application, status=201)


class SubmitApplication(APIView):
    @extend_schema(
        operation_id="account_driver_application_submit",
        summary="Everything is handed in: have my application decided",
        description="409 application-incomplete with `reasons`, or transition-refused.",
        request=None,
        responses=ApplicationOut,
    )
    def post(self, request: Request) -> Response:
        return answer(services.submit_application(person_id=caller(request).person_id))


class WithdrawApplication(APIView):
    @extend_schema(
        operation_id="account_driver_application_withdraw",
        summary="Take my application back",
        request=None,
        responses=ApplicationOut,
    )
    def post(self, request: Request) -> Response:
        return answer(services.withdraw_application(person_id=caller(request).person_id))


def answer(application: DriverApplication, status: int = 200) -> Response:
    """With the documents that are asked of the person and of this vehicle."""
    slots = selectors.document_slots(application.driver_id)
    of_these = (None, application.vehicle_id)
    shown = {
        "application": application,
        "zone": geo.zone(application.zone_id),
        "documents": [slot for slot in slots if slot.vehicle_id in of_these],
    }
    return Response(ApplicationOut(shown).data, status=status)
