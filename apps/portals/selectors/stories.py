"""The story of a ride: what its rider, its drivers and matching did, in order of time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.dispatch import selectors as dispatch
from apps.fleet import selectors as fleet
from apps.rides import selectors as rides
from apps.rides.contracts import RideLeft, RideMove, RideStory

Fact = RideMove | RideLeft | dispatch.RoundTold | dispatch.OfferTold | dispatch.GivenTold


@dataclass(frozen=True)
class Story:
    """`job` is None before the ride is matched. `names` are those of the drivers that facts name."""

    ride: RideStory
    job: dispatch.JobStory | None
    facts: tuple[Fact, ...]
    names: dict[UUID, str]

    @property
    def began(self) -> datetime:
        return self.facts[0].at


def ride_story(ride_id: UUID) -> Story:
    """At most ten queries. Raises RideNotFound."""
    ride, job = rides.ride_story(ride_id), _job(ride_id)
    facts: list[Fact] = [*ride.moves, *ride.left, *(job.facts if job else ())]
    cards = fleet.cards(job.driver_ids) if job else {}
    names = {driver_id: card.full_name for driver_id, card in cards.items()}
    return Story(ride, job, tuple(sorted(facts, key=lambda fact: fact.at)), names)


def _job(ride_id: UUID) -> dispatch.JobStory | None:
    try:
        return dispatch.job_story(kind="ride", ref=ride_id)
    except dispatch.JobUnknown:
        return None
