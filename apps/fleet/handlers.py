"""What the fleet does when a person is shut out."""

from uuid import UUID

from apps.accounts.events import PersonSuspended
from apps.fleet import services
from apps.fleet.states import EndReason
from apps.kernel.events import handles


@handles(PersonSuspended)
def end_shift_of_suspended(event: PersonSuspended) -> None:
    """Now, or when the run that occupies the shift is over."""
    services.end_after_run(UUID(event.person_id), EndReason.SUSPENDED)
