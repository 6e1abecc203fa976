"""Staff make and change promotions."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.kernel.problems import Problem
from apps.pricing.models import Promo


class BudgetSpent(Problem):
    """More was given away in the meantime than the new budget holds."""

    status = 409
    slug = "promo-budget-spent"
    title = _("More than that is spent already.")


@transaction.atomic
def create_promo(promo: Promo, *, actor_id: UUID | None = None) -> Promo:
    promo.save(force_insert=True)
    audit(actor_id, "promo.created", f"promo:{promo.pk}", code=promo.code, budget=promo.budget)
    return promo


@transaction.atomic
def change_promo(*, promo_id: UUID, changes: dict, actor_id: UUID | None = None) -> None:
    """Set only what `changes` names: what is spent meanwhile is kept. Raises BudgetSpent (409)."""
    if not changes:
        return
    fits = Promo.objects.filter(id=promo_id, spent__lte=changes.get("budget", F("budget")))
    if not fits.update(**changes):
        raise BudgetSpent()
    details = {name: value if isinstance(value, bool | int | list) else str(value) for name, value in changes.items()}
    audit(actor_id, "promo.changed", f"promo:{promo_id}", **details)
