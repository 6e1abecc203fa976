"""Jobs with their offers and the log of decisions; matching policies."""

from apps.dispatch.admin.jobs import JobAdmin
from apps.dispatch.admin.policies import PolicyAdmin

__all__ = ["JobAdmin", "PolicyAdmin"]
