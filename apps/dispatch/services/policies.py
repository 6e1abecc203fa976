"""Policies are versioned: a change is a new row."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.accounts.services import audit
from apps.dispatch.models import Policy


@transaction.atomic
def add_policy(*, policy: Policy, actor_id: UUID | None = None) -> Policy:
    """Put `policy` in force for its zone as the next version."""
    versions = Policy.objects.filter(zone=policy.zone)
    policy.version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    policy.save(force_insert=True)
    audit(actor_id, "policy.added", f"policy:{policy.id}", zone=str(policy.zone_id), version=policy.version)
    return policy
