"""What keeps a driver from going online: facts for the table in `algorithms.gates`, and its answers in words."""

from uuid import UUID

from apps.fleet.algorithms import gates
from apps.fleet.contracts import GateReason
from apps.fleet.models import Driver
from apps.fleet.selectors.drivers import driver_of
from apps.fleet.states import GateCode


def go_online_refusals(driver_id: UUID) -> list[GateReason]:
    """Every reason why the driver cannot go online, in the active language; none when they can. Raises NotADriver."""
    return [_in_words(refusal) for refusal in gates.refusals(_facts(driver_of(driver_id)))]


def _facts(driver: Driver) -> gates.Facts:
    return gates.Facts(standing=driver.standing, has_vehicle=driver.vehicles.filter(active=True).exists())


def _in_words(refusal: gates.Refusal) -> GateReason:
    return GateReason(code=refusal.code, title=str(GateCode(refusal.code).label))
