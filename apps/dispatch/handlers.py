"""What dispatch does when a job opens, an offer ends or a driver goes away."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.dispatch import selectors, services
from apps.dispatch.events import JobOpened, OfferClosed
from apps.dispatch.states import OfferStatus
from apps.dispatch.tasks import hint_match
from apps.fleet.events import DriverSuspended, ShiftEnded
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
    if event.status != OfferStatus.WITHDRAWN:
        _match_at(event.zone_id, clock.now())


@handles(ShiftEnded)
def close_offers_of_absent(event: ShiftEnded) -> None:
    services.close_offers_of(driver_id=UUID(event.driver_id), reason="went_offline")


@handles(DriverSuspended)
def close_offers_of_suspended(event: DriverSuspended) -> None:
    services.close_offers_of(driver_id=UUID(event.driver_id), reason="suspended")


def _match_at(zone_id: str, due_at: datetime) -> None:
    services.schedule_window(zone_id=UUID(zone_id), due_at=due_at)
    after_commit(hint_match, zone_id, due_at)
