"""Policies are versioned: a change is a new row."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.dispatch import selectors
from apps.dispatch.models import POLICY_FIELDS, Policy
from apps.kernel.problems import Problem


class PolicyChanged(Problem):
    """Somebody else added a version in between: what was compared is not in force any more."""

    status = 409
    slug = "policy-changed"
    title = _("Somebody changed the policy meanwhile. Look at the differences again.")


def add_policy(*, policy: Policy, actor_id: UUID | None = None, after_version: int | None = None) -> Policy:
    """Put `policy` in force for its zone as the next version, and write what changes to the audit trail.

    Raises PolicyChanged when `after_version` is not the zone's last one, or somebody else adds one in this moment: the
    unique constraint lets one through.
    """
    last, before = selectors.last_version(policy.zone_id), selectors.policy_for(policy.zone_id)
    if after_version not in (None, last):
        raise PolicyChanged()
    policy.version = last + 1
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
            audit(
                actor_id,
                "policy.added",
                f"policy:{policy.id}",
                zone=str(policy.zone_id),
                version=policy.version,
                changes=_changes(before, policy),
            )
    except IntegrityError as error:
        raise PolicyChanged() from error
    return policy


def _changes(old: Policy, new: Policy) -> dict[str, list]:
    """field → value before, value now."""
    values = {name: [getattr(old, name), getattr(new, name)] for name in POLICY_FIELDS}
    return {name: [str(before), str(now)] for name, (before, now) in values.items() if before != now}
