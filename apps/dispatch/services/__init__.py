"""Use cases of dispatch.

Rows are locked in one order everywhere, so that PostgreSQL never finds two of these in a deadlock:
job, offer, assignment, run, shift, stream.
"""

from apps.dispatch.services.acceptance import DriverBusy, DriverOffline, accept_offer
from apps.dispatch.services.demand import count_demand
from apps.dispatch.services.direct import JobTaken, assign_directly
from apps.dispatch.services.jobs import (
    JobNotOpen,
    cancel_job,
    exhaust_jobs,
    finish_job,
    open_due_jobs,
    open_job,
    postpone_job,
    update_job_places,
)
from apps.dispatch.services.offers import (
    OfferNotOpen,
    close_offers_of,
    decline_offer,
    expire_offers,
    make_offer,
    mark_delivered,
)
from apps.dispatch.services.policies import PolicyChanged, add_policy
from apps.dispatch.services.preview import Preview, preview_policy
from apps.dispatch.services.pushes import push_offer
from apps.dispatch.services.rematch import release_next, release_next_of_silent, rematch_job
from apps.dispatch.services.replays import REPLAYED_FIELDS, rules_of
from apps.dispatch.services.retention import forget
from apps.dispatch.services.rounds import match_open_jobs
from apps.dispatch.services.runs import expect_free, restore_routes
from apps.dispatch.services.windows import due_zones, run_window, schedule_window

__all__ = [
    "REPLAYED_FIELDS",
    "DriverBusy",
    "DriverOffline",
    "JobNotOpen",
    "JobTaken",
    "OfferNotOpen",
    "PolicyChanged",
    "Preview",
    "accept_offer",
    "add_policy",
    "assign_directly",
    "cancel_job",
    "close_offers_of",
    "count_demand",
    "decline_offer",
    "due_zones",
    "exhaust_jobs",
    "expect_free",
    "expire_offers",
    "finish_job",
    "forget",
    "make_offer",
    "mark_delivered",
    "match_open_jobs",
    "open_due_jobs",
    "open_job",
    "postpone_job",
    "preview_policy",
    "push_offer",
    "release_next",
    "release_next_of_silent",
    "rematch_job",
    "restore_routes",
    "rules_of",
    "run_window",
    "schedule_window",
    "update_job_places",
]
