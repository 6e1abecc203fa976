"""How much of the fleet's waits for staff."""

from apps.accounts.contracts import AppealStatus
from apps.fleet.models import Appeal, DriverApplication, DriverDocument
from apps.fleet.states import ApplicationStatus, DocumentStatus


def documents_to_check() -> int:
    return DriverDocument.objects.filter(status=DocumentStatus.SUBMITTED).count()


def applications_to_decide() -> int:
    return DriverApplication.objects.filter(status=ApplicationStatus.SUBMITTED).count()


def appeals_to_decide() -> int:
    return Appeal.objects.filter(status=AppealStatus.SUBMITTED).count()
