"""Blocks and favourites between a rider and a driver. The unique constraint makes saying it twice one wish."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.events import PairBlocked
from apps.fleet.models import Driver, Pair
from apps.fleet.states import PairBy, PairKind
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class NotARider(Problem):
    status = 404
    slug = "not-a-rider"
    title = _("There is no such rider.")


class DriverBlocked(Problem):
    status = 409
    slug = "driver-blocked"
    title = _("You have blocked this driver. Unblock them first.")


def block_pair(*, rider_id: UUID, driver_id: UUID, by: str, reason: str = "", actor_id: UUID | None = None) -> bool:
    """From now on these two are not matched. `by` is rider, driver or staff. False if `by` had said so already.

    What was accepted before goes on. A rider's block ends their favourite. Of staff, `actor_id` is who did it. Raises
    NotADriver, NotARider.
    """
    with transaction.atomic():
        _hold(driver_id)
        if not _say(rider_id, driver_id, PairKind.BLOCKED, PairBy(by), reason):
            return False
        if by == PairBy.RIDER:
            _unsay(rider_id, driver_id, PairKind.FAVOURITE, PairBy.RIDER)
        publish(PairBlocked(rider_id=str(rider_id), driver_id=str(driver_id)))
        if actor_id:
            audit(actor_id, "pair.blocked", f"driver:{driver_id}", rider=str(rider_id), reason=reason)
    return True


@transaction.atomic
def unblock_pair(*, rider_id: UUID, driver_id: UUID, by: str, actor_id: UUID | None = None) -> bool:
    """Take back `by`'s own block; another side's stays. False if there was none."""
    unblocked = _unsay(rider_id, driver_id, PairKind.BLOCKED, PairBy(by))
    if unblocked and actor_id:
        audit(actor_id, "pair.unblocked", f"driver:{driver_id}", rider=str(rider_id))
    return unblocked


@transaction.atomic
def add_favourite(*, rider_id: UUID, driver_id: UUID) -> bool:
    """False if the driver was one already. Raises NotADriver, DriverBlocked while the rider's own block stands."""
    _hold(driver_id)
    if Pair.objects.filter(rider_id=rider_id, driver_id=driver_id, kind=PairKind.BLOCKED, by=PairBy.RIDER).exists():
        raise DriverBlocked()
    return _say(rider_id, driver_id, PairKind.FAVOURITE, PairBy.RIDER)


def remove_favourite(*, rider_id: UUID, driver_id: UUID) -> bool:
    return _unsay(rider_id, driver_id, PairKind.FAVOURITE, PairBy.RIDER)


def _hold(driver_id: UUID) -> None:
    """Lock the driver's row until the transaction ends: a block and a favourite at once see each other."""
    Driver.objects.filter(pk=driver_id).update(status=F("status"))


def _say(rider_id: UUID, driver_id: UUID, kind: str, by: str, reason: str = "") -> bool:
    selectors.driver_of(driver_id)
    if not accounts.names([rider_id]):
        raise NotARider()
    _pair, new = Pair.objects.get_or_create(
        rider_id=rider_id, driver_id=driver_id, kind=kind, by=by, defaults={"reason": reason[:200]}
    )
    return new


def _unsay(rider_id: UUID, driver_id: UUID, kind: str, by: str) -> bool:
    said = Pair.objects.filter(rider_id=rider_id, driver_id=driver_id, kind=kind, by=by)
    return bool(said.delete()[0])
