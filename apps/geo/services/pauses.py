"""Operations pause a zone, or one category of it, and resume it. What was accepted goes on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.geo import selectors
from apps.geo.contracts import PauseReason
from apps.geo.models import ServicePause, Zone
from apps.geo.selectors.pausing import PAUSES
from apps.kernel import clock
from apps.kernel.problems import Problem


class AlreadyPaused(Problem):
    """A pause of the same zone and category is in force or planned at some of that time."""

    status = 409
    slug = "already-paused"
    title = _("This is paused already at that time, or a pause of it is planned. Resume it first.")


class NotPaused(Problem):
    status = 409
    slug = "not-paused"
    title = _("This pause is over already.")


class PauseOverBeforeItBegins(Problem):
    status = 422
    slug = "pause-over-before-it-begins"
    title = _("The pause must end after it begins, and later than now.")


def pause_service(
    *,
    zone_id: UUID,
    reason_code: str,
    category: str = "",
    note: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    actor_id: UUID | None = None,
) -> ServicePause:
    """Take no new requests for `category` (empty: for all), from `starts_at` (now by default) until `ends_at` (aware).

    The zone's row, locked, lets one of two who pause at once win. Raises AlreadyPaused (409), NoSuchZone (404),
    PauseOverBeforeItBegins (422), ValueError for a reason that is none.
    """
    now, zone = clock.now(), selectors.zone(zone_id)
    starts_at = max(starts_at or now, now)
    if ends_at is not None and ends_at <= starts_at:
        raise PauseOverBeforeItBegins()
    pause = ServicePause(
        zone_id=zone.id,
        category=category,
        reason_code=PauseReason(reason_code),
        note=note,
        starts_at=starts_at,
        ends_at=ends_at,
        by_id=actor_id,
    )
    with transaction.atomic():
        _hold(zone.id)
        _close_past(zone.id, category, now)
        _check_free(pause)
        pause.save(force_insert=True)
        PAUSES.note_change()
        audit(actor_id, "service.paused", f"zone:{zone.id}", category=category, reason=reason_code, note=note)
    return pause


def resume_service(*, pause_id: UUID, actor_id: UUID | None = None) -> None:
    """End a pause now, or call off a planned one. Raises NotPaused (409) when it is over or was never there."""
    now = clock.now()
    with transaction.atomic():
        live = ServicePause.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), id=pause_id, ended_at=None)
        if not live.update(ended_at=now, ended_by=actor_id):
            raise NotPaused()
        pause = ServicePause.objects.get(id=pause_id)
        audit(actor_id, "service.resumed", f"zone:{pause.zone_id}", category=pause.category)
        PAUSES.note_change()


def _close_past(zone_id: UUID, category: str, now: datetime) -> None:
    """A pause that ran out by itself makes room for the next."""
    past = ServicePause.objects.filter(zone_id=zone_id, category=category, ended_at=None, ends_at__lte=now)
    past.update(ended_at=F("ends_at"))


def _hold(zone_id: UUID) -> None:
    """Lock the zone's row until the running transaction ends; what is read after it is what the last one left."""
    Zone.objects.filter(id=zone_id).update(detour=F("detour"))


def _check_free(pause: ServicePause) -> None:
    begins_before_its_end = Q() if pause.ends_at is None else Q(starts_at__lt=pause.ends_at)
    ends_after_its_begin = Q(ends_at=None) | Q(ends_at__gt=pause.starts_at)
    others = ServicePause.objects.filter(zone_id=pause.zone_id, category=pause.category, ended_at=None)
    if others.filter(begins_before_its_end, ends_after_its_begin).exists():
        raise AlreadyPaused()
