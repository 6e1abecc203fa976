"""What rides do when dispatch has decided, and when a ride is completed; which riders an announcement reaches."""

from uuid import UUID

from apps.accounts.contracts import Role
from apps.accounts.events import RiderSuspended
from apps.dispatch.events import JobOpened, JobReopened, JobUnserved, OfferAccepted, RunPromoted
from apps.kernel.commit import after_commit
from apps.kernel.events import handles
from apps.kernel.hints import hint
from apps.notifications.services import audience_of_zone
from apps.rides import selectors, services, tasks
from apps.rides.events import ReceiptChanged, RideCanceled, RideCompleted

audience_of_zone(Role.RIDER, people=selectors.riders_of_zone, count=selectors.count_riders_of_zone)


@handles(OfferAccepted)
def assign_ride(event: OfferAccepted) -> None:
    if event.kind == "ride":
        services.assign(
            ride_id=UUID(event.ref),
            driver_id=UUID(event.driver_id),
            epoch=event.epoch,
            pickup_eta_s=event.pickup_eta_s,
        )


@handles(JobOpened)
def begin_reserved_ride(event: JobOpened) -> None:
    if event.kind == "ride" and event.scheduled:
        services.begin(ride_id=UUID(event.ref))


@handles(JobReopened)
def take_it_from_its_driver(event: JobReopened) -> None:
    if event.kind == "ride":
        services.lose_driver(ride_id=UUID(event.ref), driver_id=UUID(event.driver_id), epoch=event.epoch)


@handles(RunPromoted)
def begin_the_next_ride(event: RunPromoted) -> None:
    if event.kind == "ride":
        services.promote(ride_id=UUID(event.ref))


@handles(JobUnserved)
def end_unserved_ride(event: JobUnserved) -> None:
    if event.kind == "ride":
        services.mark_unserved(ride_id=UUID(event.ref))


@handles(RideCanceled)
def render_the_fees_receipt(event: RideCanceled) -> None:
    if event.receipt_id:
        after_commit(hint, tasks.render_receipt, event.receipt_id)


@handles(RideCompleted)
def learn_from_it(event: RideCompleted) -> None:
    services.learn(ride_id=UUID(event.ride_id))


@handles(RideCompleted)
def look_at_it(event: RideCompleted) -> None:
    services.review_completion(ride_id=UUID(event.ride_id))


@handles(RideCompleted)
def render_its_receipt(event: RideCompleted) -> None:
    after_commit(hint, tasks.render_receipt, event.receipt_id)


@handles(ReceiptChanged)
def render_its_receipt_anew(event: ReceiptChanged) -> None:
    after_commit(hint, tasks.render_receipt, event.receipt_id)


@handles(RiderSuspended)
def cancel_what_waits(event: RiderSuspended) -> None:
    services.cancel_requests_of(rider_id=UUID(event.person_id))
