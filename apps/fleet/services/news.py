"""What a driver is told at once, in their language, on the stream behind the topic `me`."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.utils.translation import override

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Role
from apps.realtime import services as realtime

KEPT = timedelta(days=7)


def tell(person_id: UUID, about: str, say: Callable[[], dict], *, role: str = Role.DRIVER) -> None:
    """`driver.updated` in the running transaction. `about` names what changed; `say` writes title and the rest.

    An app that was away gets it when it comes back, within a week. `role` is an applicant's, who is no driver yet.
    """
    with override(accounts.language(person_id)):
        data = {"about": about, **say()}
    realtime.publish(realtime.personal_stream(role, person_id), "driver.updated", data, valid_for=KEPT, about=about)
