"""What a rider is told of their standing: on the stream behind the topic `me`, and by push."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Role
from apps.notifications.services.notices import push
from apps.realtime import services as realtime

KEPT = timedelta(days=7)
SUSPENDED, ACTIVE = "suspended", "active"


def tell_of_suspension(*, suspension_id: UUID) -> None:
    def say() -> tuple[str, str, str]:
        told = accounts.suspension_told(suspension_id)
        return SUSPENDED, _("Your account is suspended. You cannot order a ride."), _joined(told.title, told.note)

    _tell(accounts.suspension_told(suspension_id).person_id, suspension_id, say)


def tell_of_reinstatement(*, suspension_id: UUID, person_id: UUID) -> None:
    lifted = uuid5(suspension_id, "lifted")  # the suspension itself was the reference of the first push
    _tell(person_id, lifted, lambda: (ACTIVE, _("You may order rides again."), ""))


def tell_of_refused_appeal(*, appeal_id: UUID, person_id: UUID, answer: str) -> None:
    _tell(person_id, appeal_id, lambda: (SUSPENDED, _("Your appeal has been refused."), answer))


def _tell(person_id: UUID, reference: UUID, say: Callable[[], tuple[str, str, str]]) -> None:
    """In the running transaction. `say` answers status, title and detail, in the person's language."""
    language = accounts.language(person_id)
    with override(language):
        status, title, detail = say()
    stream, data = realtime.personal_stream(Role.RIDER, person_id), {"about": "standing", "title": title}
    realtime.publish(
        stream, "rider.updated", {**data, "detail": detail, "status": status}, valid_for=KEPT, about="standing"
    )
    push(
        person_id=person_id,
        role=Role.RIDER,
        reference=reference,
        title=title,
        text=detail,
        url="/ride/",
        language=language,
        valid_for=KEPT,
    )


def _joined(*parts: str) -> str:
    return ". ".join(filter(None, parts))
