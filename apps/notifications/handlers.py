"""What others published that somebody must be told of."""

from uuid import UUID

from apps.accounts import selectors as accounts
from apps.accounts.events import CodeRequested, RiderAppealDecided, RiderReinstated, RiderSuspended
from apps.kernel.commit import after_commit
from apps.kernel.events import handles
from apps.kernel.hints import hint
from apps.notifications import services
from apps.notifications.events import AnnouncementGoesOn, NoticesQueued
from apps.notifications.models import Message
from apps.notifications.tasks import send_announcement, send_message


@handles(CodeRequested)
def send_code(event: CodeRequested) -> None:
    code = accounts.code(UUID(event.challenge_id))
    message = services.queue(
        kind=Message.Kind.ONE_TIME_CODE,
        reference=code.challenge_id,
        to=code.phone,
        language=code.language,
        expires_at=code.expires_at,
    )
    after_commit(hint, send_message, str(message.id))


@handles(NoticesQueued)
def send_notices(event: NoticesQueued) -> None:
    for message_id in services.waiting(reference=UUID(event.reference)):
        after_commit(hint, send_message, str(message_id))


@handles(RiderSuspended)
def tell_of_suspension(event: RiderSuspended) -> None:
    services.tell_of_suspension(suspension_id=UUID(event.suspension_id))


@handles(RiderReinstated)
def tell_of_reinstatement(event: RiderReinstated) -> None:
    services.tell_of_reinstatement(suspension_id=UUID(event.suspension_id), person_id=UUID(event.person_id))


@handles(RiderAppealDecided)
def tell_of_decision(event: RiderAppealDecided) -> None:
    if not event.granted:  # who is let back in is told of that
        services.tell_of_refused_appeal(
            appeal_id=UUID(event.appeal_id), person_id=UUID(event.person_id), answer=event.answer
        )


@handles(AnnouncementGoesOn)
def send_next_batch(event: AnnouncementGoesOn) -> None:
    after_commit(hint, send_announcement, event.announcement_id, event.after)
