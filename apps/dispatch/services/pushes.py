"""An offer as a push: a driver's phone in a pocket has no open socket."""

import math
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Role
from apps.dispatch.models import Offer
from apps.dispatch.states import OfferStatus
from apps.kernel import clock
from apps.notifications import selectors as notifications
from apps.notifications import services as notices


def push_offer(*, offer_id: UUID) -> None:
    """Tell the driver's browsers of an offer that is still open. It says no address: that is for who takes the job."""
    offer = Offer.objects.filter(id=offer_id, status=OfferStatus.OPEN, deadline__gt=clock.now()).first()
    if offer is None or not notifications.takes_pushes(person_id=offer.driver_id, role=Role.DRIVER):
        return
    language = accounts.language(offer.driver_id)
    with override(language):
        title, text = _("A trip for you"), _away(math.ceil(offer.pickup_eta_s / 60))
    notices.push(
        person_id=offer.driver_id,
        role=Role.DRIVER,
        reference=offer.id,
        title=title,
        text=text,
        url="/drive/",
        language=language,
        valid_for=_wall(offer.deadline - clock.now()),
    )


def _away(minutes: int) -> str:
    return ngettext("The pickup is %(minutes)d minute away.", "The pickup is %(minutes)d minutes away.", minutes) % {
        "minutes": minutes
    }


def _wall(city: timedelta) -> timedelta:
    return timedelta(seconds=clock.wall_seconds(city))
