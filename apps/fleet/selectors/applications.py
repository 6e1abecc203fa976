"""Who wants to drive."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import Role
from apps.fleet.models import DriverApplication
from apps.fleet.selectors.drivers import driver_of
from apps.fleet.states import OPEN_APPLICATION, DriverStatus
from apps.kernel.problems import Problem


class NoApplication(Problem):
    status = 404
    slug = "no-application"
    title = _("You have not applied to drive.")


def application_of(person_id: UUID) -> DriverApplication:
    """The person's last application. Raises NoApplication."""
    applications = DriverApplication.objects.select_related("driver__person", "driver__market", "vehicle")
    application = applications.filter(driver_id=person_id).order_by("-id").first()
    if application is None:
        raise NoApplication()
    return application


def open_application_of(person_id: UUID) -> DriverApplication:
    """The one that is being filled in or decided. Raises NoApplication."""
    application = application_of(person_id)
    if application.status not in OPEN_APPLICATION:
        raise NoApplication()
    return application


def role_of(driver_id: UUID) -> str:
    """The role in which a driver is told things: an applicant's is the one they applied in."""
    if driver_of(driver_id).status != DriverStatus.PENDING:
        return str(Role.DRIVER)
    role = DriverApplication.objects.filter(driver_id=driver_id).order_by("-id").values_list("role", flat=True).first()
    return role or str(Role.DRIVER)
