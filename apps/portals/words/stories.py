"""The story of a ride in sentences, in the active language."""

from datetime import datetime
from functools import singledispatchmethod
from zoneinfo import ZoneInfo as TimeZone

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.dispatch.contracts import Gate, OfferStatus
from apps.dispatch.selectors import GivenTold, OfferTold, RoundTold
from apps.geo import selectors as geo
from apps.portals.selectors import Story
from apps.rides.contracts import CancelReason, RideLeft, RideMove, RideStatus

GOOD, BAD, PLAIN = "good", "bad", "plain"
_ENDED_BADLY = {RideStatus.RIDER_CANCELED, RideStatus.DRIVER_CANCELED, RideStatus.NO_DRIVER_FOUND, RideStatus.FAILED}
_OUTCOMES = {OfferStatus.ACCEPTED: GOOD, OfferStatus.OPEN: PLAIN, OfferStatus.WITHDRAWN: PLAIN}


class Telling:
    """Tells one story: `lines()` are {at, clock, said, detail, tone}."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._zone = TimeZone(geo.zone(story.ride.zone_id).time_zone)

    def lines(self) -> list[dict]:
        return [self._line(fact) for fact in self._story.facts]

    def stands(self) -> str:
        """Where the ride stands now."""
        ride = self._story.ride
        status = str(RideStatus(ride.status).label)
        if ride.scheduled_at:
            status = _("Reserved for %(time)s, %(status)s") % {"time": self._clock(ride.scheduled_at), "status": status}
        if not ride.cancel_reason:
            return status
        return _("%(status)s: %(reason)s") % {"status": status, "reason": CancelReason(ride.cancel_reason).label}

    def _line(self, fact: object) -> dict:
        at: datetime = fact.at  # type: ignore[attr-defined]
        said, detail, tone = self._tell(fact)
        return {"at": at.isoformat(), "clock": self._clock(at), "said": said, "detail": detail, "tone": tone}

    def _clock(self, at: datetime) -> str:
        """The zone's own time of day; with the date when it is not the day on which the story begins."""
        here = at.astimezone(self._zone)
        same_day = here.date() == self._story.began.astimezone(self._zone).date()
        return f"{here:%H:%M:%S}" if same_day else f"{date_format(here, 'SHORT_DATE_FORMAT')} {here:%H:%M:%S}"

    @singledispatchmethod
    def _tell(self, fact: object) -> tuple[str, str, str]:
        raise TypeError(f"no words for {fact!r}")

    @_tell.register
    def _moved(self, fact: RideMove) -> tuple[str, str, str]:
        said = _("The ride: %(status)s") % {"status": RideStatus(fact.status).label}
        tone = BAD if fact.status in _ENDED_BADLY else GOOD if fact.status == RideStatus.COMPLETED else PLAIN
        return said, _("by %(name)s") % {"name": fact.by} if fact.by else "", tone

    @_tell.register
    def _left(self, fact: RideLeft) -> tuple[str, str, str]:
        said = _("%(name)s does not have the ride any more") % {"name": fact.driver}
        return said, str(CancelReason(fact.reason).label), BAD

    @_tell.register
    def _round(self, fact: RoundTold) -> tuple[str, str, str]:
        found = ngettext("%(count)s driver could take it", "%(count)s drivers could take it", fact.considered)
        said = _("Looked within %(km).1f km: %(found)s") % {
            "km": fact.radius_m / 1000,
            "found": found % {"count": fact.considered},
        }
        return said, " · ".join(f"{_gate(gate)}: {count}" for gate, count in fact.kept_out), PLAIN

    @_tell.register
    def _offered(self, fact: OfferTold) -> tuple[str, str, str]:
        said = _("Offered to %(name)s, %(km).1f km and %(minutes)d min away: %(outcome)s") % {
            "name": self._story.names.get(fact.driver_id, "–"),
            "km": fact.pickup_distance_m / 1000,
            "minutes": round(fact.pickup_eta_s / 60),
            "outcome": str(OfferStatus(fact.status).label).lower(),
        }
        return said, self._after(fact), _OUTCOMES.get(OfferStatus(fact.status), BAD)

    @_tell.register
    def _given(self, fact: GivenTold) -> tuple[str, str, str]:
        said = _("Given to %(name)s without an offer") % {"name": self._story.names.get(fact.driver_id, "–")}
        return said, _("decided by %(name)s") % {"name": fact.by} if fact.by else "", GOOD

    @staticmethod
    def _after(fact: OfferTold) -> str:
        if fact.closed_at is None:
            return ""
        after = _("after %(seconds)d s") % {"seconds": (fact.closed_at - fact.at).total_seconds()}
        return " · ".join(filter(None, [after, _reasons().get(fact.reason, fact.reason)]))


def _gate(gate: str) -> str:
    return str(Gate(gate).label) if gate in Gate.values else gate


def _reasons() -> dict[str, str]:
    """Why an offer ended, where there is more to say than how."""
    return {
        "went_offline": _("the driver went offline"),
        "suspended": _("the driver was suspended"),
        "assigned": _("the ride was given to somebody else"),
        "blocked": _("one of the two blocked the other"),
    }
