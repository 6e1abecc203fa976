"""What the fleet does when a person is shut out, and which drivers an announcement to a zone reaches."""

from uuid import UUID

from apps.accounts.contracts import Role
from apps.accounts.events import PersonSuspended
from apps.fleet import selectors, services
from apps.fleet.states import EndReason
from apps.kernel.events import handles
from apps.notifications.services import audience_of_zone

audience_of_zone(Role.DRIVER, people=selectors.drivers_of_zone, count=selectors.count_drivers_of_zone)


@handles(PersonSuspended)
def end_shift_of_suspended(event: PersonSuspended) -> None:
    """Now, or when the run that occupies the shift is over."""
    services.end_after_run(UUID(event.person_id), EndReason.SUSPENDED)
