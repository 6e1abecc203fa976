"""The car behind a code."""

from django.utils.translation import gettext_lazy as _

from apps.fleet import selectors as fleet
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.rides import contracts
from apps.rides.models import CarCode
from apps.rides.selectors.rides import RideNotFound


class CodeNotFound(RideNotFound):
    """No car has or had this code."""


class CodeExpired(Problem):
    """Too old, or somebody has ordered by it."""

    status = 410
    slug = "code-expired"
    is_expected = True
    title = _("This code has expired. Scan the one that the car shows now.")


def code_in_force(code: str) -> CarCode:
    """Raises CodeNotFound, CodeExpired."""
    found = CarCode.objects.filter(code=code).first()
    if found is None:
        raise CodeNotFound()
    if found.used_at or found.expires_at <= clock.now():
        raise CodeExpired()
    return found


def car(code: str) -> contracts.CarSeen:
    """Whose car it is, before somebody orders it. Raises CodeNotFound, CodeExpired."""
    found = code_in_force(code)
    card = fleet.card(found.driver_id)
    return contracts.CarSeen(
        first_name=next(iter(card.full_name.split()), ""),
        rating=card.rating,
        vehicle=card.vehicle,
        category=card.vehicle.category if card.vehicle else "",
        expires_at=found.expires_at,
    )
