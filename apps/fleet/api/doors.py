"""What the fleet's REST doors share."""

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from apps.accounts.contracts import Role
from apps.accounts.selectors import caller


class IsDriver(BasePermission):
    """The token carries the role; a person may hold another one and have lost this."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return caller(request).role == Role.DRIVER


class DriverView(APIView):
    permission_classes = [IsAuthenticated, IsDriver]


def valid(serializer: type[BaseSerializer], request: Request) -> dict:
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data
