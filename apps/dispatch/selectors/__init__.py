"""Reads of dispatch."""

from apps.dispatch.selectors.answers import drivers_named_in, why_not
from apps.dispatch.selectors.drivers import (
    Engagement,
    driver_states,
    drivers_unreachable,
    drivers_with_offer,
    engagements,
    follows_another,
    routes,
    topic_of,
)
from apps.dispatch.selectors.jobs import (
    JobUnknown,
    OfferUnknown,
    job_of,
    jobs_on_map,
    last_version,
    offer_to,
    policy_for,
)
from apps.dispatch.selectors.recorded import RecordedHour, RecordedJob, last_stops, recorded_hours, recorded_jobs
from apps.dispatch.selectors.stories import GivenTold, JobStory, OfferTold, RoundTold, job_story

__all__ = [
    "Engagement",
    "GivenTold",
    "JobStory",
    "JobUnknown",
    "OfferTold",
    "OfferUnknown",
    "RecordedHour",
    "RecordedJob",
    "RoundTold",
    "driver_states",
    "drivers_named_in",
    "drivers_unreachable",
    "drivers_with_offer",
    "engagements",
    "follows_another",
    "job_of",
    "job_story",
    "jobs_on_map",
    "last_stops",
    "last_version",
    "offer_to",
    "policy_for",
    "recorded_hours",
    "recorded_jobs",
    "routes",
    "topic_of",
    "why_not",
]
