"""What happened to persons and their ways in."""

from dataclasses import dataclass

from apps.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CodeRequested(Event):
    challenge_id: str


@dataclass(frozen=True, kw_only=True)
class PersonSuspended(Event):
    person_id: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """Sign-ins of a person ended before their time: one family, or all of them when `family_id` is empty."""

    person_id: str
    family_id: str = ""


@dataclass(frozen=True, kw_only=True)
class RiderSuspended(Event):
    """They may not ask for rides; they may sign in and read."""

    suspension_id: str
    person_id: str


@dataclass(frozen=True, kw_only=True)
class RiderReinstated(Event):
    suspension_id: str
    person_id: str


@dataclass(frozen=True, kw_only=True)
class RiderAppealDecided(Event):
    appeal_id: str
    person_id: str
    granted: bool
    answer: str = ""
