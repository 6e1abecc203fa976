"""Policies as a replay knows them."""

import math
from dataclasses import replace

from apps.dispatch.algorithms.replay.engine import Rules
from apps.dispatch.models import Policy
from apps.dispatch.services.scene import JOBS_A_ROUND, terms_of

REPLAYED_FIELDS = (
    "solver",
    "window_ms",
    "radii_m",
    "retry_s",
    "patience_s",
    "candidates_per_job",
    "waiting_weight",
    "forward_s",
    "forward_penalty_s",
)
"""What of a policy counts when everybody accepts, and nobody knows who is whose favourite."""


def rules_of(policy: Policy) -> Rules:
    """The policy, but that its solver has all the time it needs: a replay must not depend on the machine."""
    return Rules(
        solver=policy.solver,
        terms=replace(terms_of(policy), budget_s=math.inf),
        radii_m=tuple(policy.radii_m),
        window_s=policy.window_ms / 1000,
        retry_s=policy.retry_s,
        patience_s=policy.patience_s,
        forward_s=policy.forward_s,
        jobs_a_round=JOBS_A_ROUND,
    )
