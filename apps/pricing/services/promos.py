"""Promotions: finding out whether a code may be used, and using it, within its budget and so often a person."""

import unicodedata
from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import ZoneInfo
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing.algorithms import fare, promo
from apps.pricing.contracts import FareBreakdown
from apps.pricing.models import Promo, PromoUse
from apps.pricing.states import UseState

_REASONS: dict[str, Promise] = {
    "unknown": _("There is no such code."),
    "not-yet": _("This promotion has not begun yet."),
    "over": _("This promotion is over."),
    "elsewhere": _("This promotion is not for this place."),
    "other-category": _("This promotion is not for this kind of car."),
    "used": _("You have used this promotion as often as one may."),
    "exhausted": _("This promotion is used up."),
}


class PromoRefused(Problem):
    """`reason` is one of unknown, not-yet, over, elsewhere, other-category, used, exhausted."""

    status = 422
    slug = "promo-refused"
    title = _("This promotion cannot be used.")

    def __init__(self, reason: str) -> None:
        super().__init__(_REASONS[reason], reason=reason, field="promo_code")


def usable(code: str, person_id: UUID, zone: ZoneInfo, categories: Collection[str]) -> Promo:
    """The promotion that `code` names, if this person may use it there now for one of `categories`.

    Raises PromoRefused (422). Two queries.
    """
    found = Promo.objects.filter(code=normalised(code), active=True, market__code=zone.market).first()
    if found is None:
        raise PromoRefused("unknown")
    if refusal := _refusal(found, zone, categories):
        raise PromoRefused(refusal)
    if _uses(found, person_id).count() >= found.per_person:
        raise PromoRefused("used")
    return found


def applied(offer: Promo | None, priced: FareBreakdown, tariff: fare.Tariff, category: str) -> FareBreakdown:
    """`priced` with what the promotion takes off; the same where it does not apply."""
    if offer is None or not _for_category(offer, [category]):
        return priced
    off = promo.discount(terms_of(offer), priced.total_minor, tariff.rounding_step)
    return fare.with_promo(priced, off, str(offer.id)) if off <= offer.budget - offer.spent else priced


def normalised(code: str) -> str:
    """As codes are kept: in capitals, in plain letters, without the spaces a keyboard adds."""
    return unicodedata.normalize("NFKC", code).strip().upper()


@transaction.atomic
def use_promo(*, code: str, person_id: UUID, ref: UUID, amount_minor: int) -> None:
    """Reserve `amount_minor` of the promotion for `ref`, in the caller's transaction; once a ref, however often called.

    Guards: the place of a person (unique constraint) and the budget (conditional update). A promise made while the
    promotion ran is kept after its end, but not after its budget or its being switched off. Raises PromoRefused (422).
    """
    if _known(ref):
        return
    found = Promo.objects.filter(code=normalised(code)).first()
    if found is None:
        raise PromoRefused("unknown")
    if not _take_place(found, person_id, ref, amount_minor):
        return
    within = Promo.objects.filter(id=found.id, active=True, spent__lte=F("budget") - amount_minor)
    if not within.update(spent=F("spent") + amount_minor):
        raise PromoRefused("exhausted")


@transaction.atomic
def release_promo(*, ref: UUID) -> bool:
    """Give back what `ref` reserved: the ride came to nothing. False if there is nothing reserved (any more)."""
    use = PromoUse.objects.filter(ref=ref, state=UseState.RESERVED).first()
    if use is None or not _close(use, UseState.RELEASED, amount=use.amount):
        return False
    Promo.objects.filter(id=use.promo_id).update(spent=F("spent") - use.amount)
    return True


@transaction.atomic
def settle_promo(*, ref: UUID, amount_minor: int) -> bool:
    """The ride is paid, with `amount_minor` off: at most what was reserved; the rest goes back to the budget.

    False if there is nothing reserved (any more). Raises ValueError for more than was reserved.
    """
    use = PromoUse.objects.filter(ref=ref, state=UseState.RESERVED).first()
    if use is None:
        return False
    if not 0 <= amount_minor <= use.amount:
        raise ValueError(f"{use.amount} was reserved for {ref}, not {amount_minor}")
    if not _close(use, UseState.SETTLED, amount=amount_minor):
        return False
    Promo.objects.filter(id=use.promo_id).update(spent=F("spent") - (use.amount - amount_minor))
    return True


def _refusal(offer: Promo, zone: ZoneInfo, categories: Collection[str]) -> str:
    now = clock.now()
    reasons = {
        "not-yet": now < offer.starts_at,
        "over": now >= offer.ends_at,
        "elsewhere": bool(offer.zones) and str(zone.id) not in offer.zones,
        "other-category": not _for_category(offer, categories),
        "exhausted": offer.spent >= offer.budget,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _for_category(offer: Promo, categories: Collection[str]) -> bool:
    return not offer.categories or bool(set(offer.categories).intersection(categories))


def terms_of(offer: Promo) -> promo.Offer:
    return promo.Offer(offer.percent, offer.amount, offer.ceiling)


def _uses(offer: Promo, person_id: UUID):
    return PromoUse.objects.filter(promo=offer, person_id=person_id).exclude(state=UseState.RELEASED)


def _take_place(offer: Promo, person_id: UUID, ref: UUID, amount: int) -> bool:
    """The lowest free place of the person; who loses one to another process tries the next. False if `ref` has one."""
    taken = set(_uses(offer, person_id).values_list("place", flat=True))
    free = (place for place in range(1, offer.per_person + 1) if place not in taken)
    use = PromoUse(promo=offer, person_id=person_id, ref=ref, amount=amount, at=clock.now())
    while (place := next(free, None)) and not _known(ref):
        if _insert(use, place):
            return True
    if _known(ref):
        return False
    raise PromoRefused("used")


def _known(ref: UUID) -> bool:
    return PromoUse.objects.filter(ref=ref).exists()


def _insert(use: PromoUse, place: int) -> bool:
    use.place = place
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _close(use: PromoUse, state: UseState, amount: int) -> bool:
    open_use = PromoUse.objects.filter(id=use.id, state=UseState.RESERVED)
    return open_use.update(state=state, amount=amount) == 1
