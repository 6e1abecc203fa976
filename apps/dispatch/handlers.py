"""What dispatch does when a job opens, an offer ends or a driver goes away."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.dispatch import selectors, services
from apps.dispatch.events import JobOpened, JobReopened, OfferAccepted, OfferClosed, OfferMade
from apps.dispatch.states import OfferStatus, RematchReason
from apps.dispatch.tasks import hint_match
from apps.fleet import services as fleet
from apps.fleet.events import DriverSuspended, PairBlocked, ShiftEnded
from apps.kernel import clock
from apps.kernel.commit import after_commit
from apps.kernel.events import handles


@handles(JobOpened)
def match_soon(event: JobOpened) -> None:
    """Wait a moment for other jobs of the zone: a batch matches better than the jobs one by one."""
    window = timedelta(milliseconds=selectors.policy_for(UUID(event.zone_id)).window_ms)
    _match_at(event.zone_id, clock.now() + window)


@handles(OfferClosed)
def match_again(event: OfferClosed) -> None:
    """Somebody waits for the next driver: no window, now."""
    _match_at(event.zone_id, clock.now())


@handles(OfferMade)
def push_offer(event: OfferMade) -> None:
    """For who has the app in the background: the open app has the offer already."""
    services.push_offer(offer_id=UUID(event.offer_id))


@handles(OfferClosed)
def count_decline(event: OfferClosed) -> None:
    """Who declines too often loses their turn at a marked place."""
    if event.status in (OfferStatus.DECLINED, OfferStatus.EXPIRED) and event.driver_id:
        fleet.note_decline(driver_id=UUID(event.driver_id))


@handles(PairBlocked)
def close_offers_between(event: PairBlocked) -> None:
    services.close_offers_of(driver_id=UUID(event.driver_id), requester_id=UUID(event.rider_id), reason="blocked")


@handles(JobReopened)
def match_anew(event: JobReopened) -> None:
    _match_at(event.zone_id, clock.now())


@handles(OfferAccepted)
def close_offers_of_assigned(event: OfferAccepted) -> None:
    """Who was given a job directly may hold an offer of another: those people need not wait for its deadline."""
    services.close_offers_of(driver_id=UUID(event.driver_id), reason="assigned")


@handles(ShiftEnded)
def let_go_of_absent(event: ShiftEnded) -> None:
    _let_go(UUID(event.driver_id), RematchReason.WENT_OFFLINE)


@handles(DriverSuspended)
def let_go_of_suspended(event: DriverSuspended) -> None:
    """The run under way is finished; what was to follow it, somebody else does."""
    _let_go(UUID(event.driver_id), RematchReason.SUSPENDED)


def _let_go(driver_id: UUID, reason: str) -> None:
    services.close_offers_of(driver_id=driver_id, reason=reason)
    services.release_next(driver_id=driver_id, reason=reason)


def _match_at(zone_id: str, due_at: datetime) -> None:
    services.schedule_window(zone_id=UUID(zone_id), due_at=due_at)
    after_commit(hint_match, zone_id, due_at)
