"""Publishing a version: the next number among its siblings, which a unique constraint gives to one publisher only."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing.models import CancellationPolicy, CommissionPolicy, SurgePolicy, TariffVersion

GRACE = timedelta(minutes=1)  # "from now on", typed a moment ago
TRIES = 20

Versioned = TypeVar("Versioned", TariffVersion, SurgePolicy, CancellationPolicy, CommissionPolicy)


class TariffBegun(Problem):
    """Prices already promised cite the versions of the past: a new one may not begin there."""

    status = 409
    slug = "tariff-begun"
    title = _("A tariff cannot begin in the past.")


def publish_tariff(version: TariffVersion, *, actor_id: UUID | None = None) -> TariffVersion:
    """Save an unsaved `version` as the next one of its zone (or market) and category. Raises TariffBegun."""
    _check_beginning(version)
    siblings = TariffVersion.objects.filter(zone=version.zone, market=version.market, category=version.category)
    return publish(version, siblings, "tariff", actor_id)


def publish_cancellation_policy(policy: CancellationPolicy, *, actor_id: UUID | None = None) -> CancellationPolicy:
    """As the next version of its market and category ("" for all). Raises TariffBegun."""
    _check_beginning(policy)
    siblings = CancellationPolicy.objects.filter(market=policy.market, category=policy.category)
    return publish(policy, siblings, "cancellation_policy", actor_id)


def publish_commission_policy(policy: CommissionPolicy, *, actor_id: UUID | None = None) -> CommissionPolicy:
    """As the next version of its market. Raises TariffBegun."""
    _check_beginning(policy)
    return publish(policy, CommissionPolicy.objects.filter(market=policy.market), "commission_policy", actor_id)


def publish(row: Versioned, siblings: models.QuerySet, kind: str, actor_id: UUID | None) -> Versioned:
    """Save `row` with the next number, and a line in the audit trail. Who loses a race for a number takes the next."""
    with transaction.atomic():
        for last_try in [False] * (TRIES - 1) + [True]:
            row.version = (siblings.aggregate(last=Max("version"))["last"] or 0) + 1
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                break
            except IntegrityError:
                if last_try or not siblings.filter(version=row.version).exists():
                    raise
        audit(actor_id, f"{kind}.published", f"{kind}:{row.pk}", what=str(row))
    return row


def _check_beginning(row: TariffVersion | CancellationPolicy | CommissionPolicy) -> None:
    if row.valid_from < clock.now() - GRACE:
        raise TariffBegun()
