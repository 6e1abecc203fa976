"""Blocks and favourites between a rider and a driver. The unique constraint makes saying it twice one wish."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.events import PairBlocked
from apps.fleet.models import Pair
from apps.fleet.states import PairBy, PairKind
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class NotARider(Problem):
    status = 404
    slug = "not-a-rider"
    title = _("There is no such rider.")


def block_pair(*, rider_id: UUID, driver_id: UUID, by: str, reason: str = "", actor_id: UUID | None = None) -> bool:
    """From now on these two are not matched. `by` is rider, driver or staff. False if `by` had said so already.

    What was accepted before goes on. Of staff, `actor_id` is who did it. Raises NotADriver, NotARider.
    """
    with transaction.atomic():
        if not _say(rider_id, driver_id, PairKind.BLOCKED, PairBy(by), reason):
            return False
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


def add_favourite(*, rider_id: UUID, driver_id: UUID) -> bool:
    """False if the driver was one already. Raises NotADriver."""
    return _say(rider_id, driver_id, PairKind.FAVOURITE, PairBy.RIDER)


def remove_favourite(*, rider_id: UUID, driver_id: UUID) -> bool:
    return _unsay(rider_id, driver_id, PairKind.FAVOURITE, PairBy.RIDER)


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
