"""Announcements: planned by staff, sent once to each person, in batches that any worker may go on with.

The guard of a batch is one conditional update: the cursor still is where the batch begins. Person ids only go up, so
nobody is told twice; a worker that dies rolls its batch back, and whoever comes next sends it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.accounts.services import audit
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import move
from apps.notifications.events import AnnouncementGoesOn
from apps.notifications.models import Announcement
from apps.notifications.services import audience
from apps.notifications.services.notices import Notice, push_each
from apps.notifications.states import ANNOUNCEMENT_MOVES, AnnouncementStatus
from apps.realtime import services as realtime

BATCH = 50  # people in one transaction: some 150 small queries
LONGEST = timedelta(days=7)  # as long as streams are kept
STALLED = timedelta(seconds=30)
PAGES = {"rider": "/ride/", "driver": "/drive/"}


class AnnouncementTimes(Problem):
    status = 422
    slug = "announcement-times"
    title = _("It must be shown until later than it is sent, and for seven days at most.")


def check_times(starts_at: datetime | None, ends_at: datetime) -> datetime:
    """When it is sent: now, if that was before. Raises AnnouncementTimes (422)."""
    now = clock.now()
    starts_at = max(starts_at or now, now)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise AnnouncementTimes()
    return starts_at


@transaction.atomic
def announce(announcement: Announcement, *, actor_id: UUID | None) -> Announcement:
    """Plan an unsaved announcement; it is sent once its time has come. Raises AnnouncementTimes (422)."""
    announcement.starts_at = check_times(announcement.starts_at, announcement.ends_at)
    announcement.by_id = actor_id
    announcement.save(force_insert=True)
    about = {"role": announcement.role, "zone": str(announcement.zone_id or ""), "title": announcement.title_fr}
    audit(actor_id, "announcement.planned", f"announcement:{announcement.id}", **about)
    return announcement


@transaction.atomic
def cancel_announcement(*, announcement_id: UUID, actor_id: UUID | None) -> None:
    """Before it is sent, or to who has not got it yet. Raises TransitionRefused (409) when all have."""
    row = Announcement.objects.get(id=announcement_id)
    move(row, AnnouncementStatus.CANCELED, ANNOUNCEMENT_MOVES)
    audit(actor_id, "announcement.canceled", f"announcement:{announcement_id}", reached=row.reached)


def begin_announcements() -> int:
    """Start those whose time has come, each once. Returns how many."""
    due = Announcement.objects.filter(status=AnnouncementStatus.PLANNED, starts_at__lte=clock.now())
    return sum(_begin(announcement_id) for announcement_id in list(due.values_list("id", flat=True)))


def stalled_announcements() -> list[tuple[UUID, UUID | None]]:
    """Those whose next batch nobody has sent for a while, and where it begins."""
    waiting = Announcement.objects.filter(status=AnnouncementStatus.SENDING, moved_at__lt=clock.wall() - STALLED)
    return list(waiting.values_list("id", "cursor"))


@transaction.atomic
def send_batch(*, announcement_id: UUID, after: UUID | None) -> int:
    """Tell the next people after `after`, in one transaction. 0 when somebody else did, or it was canceled."""
    row = Announcement.objects.filter(id=announcement_id, status=AnnouncementStatus.SENDING, cursor=after).first()
    if row is None:
        return 0
    people = audience.people(row.role, row.zone_id, after=after, limit=BATCH) if row.ends_at > clock.now() else []
    if not _advance(row, after, people):
        return 0
    _tell(row, people, reference=uuid5(row.id, str(after or "")))
    return len(people)


@transaction.atomic
def _begin(announcement_id: UUID) -> bool:
    planned = Announcement.objects.filter(id=announcement_id, status=AnnouncementStatus.PLANNED)
    if not planned.update(status=AnnouncementStatus.SENDING, moved_at=clock.wall()):
        return False
    publish(AnnouncementGoesOn(announcement_id=str(announcement_id)))
    return True


def _advance(row: Announcement, after: UUID | None, people: list[UUID]) -> bool:
    """Move the cursor behind these people: ours alone, if it still is where we found it."""
    is_last = len(people) < BATCH
    mine = Announcement.objects.filter(id=row.id, status=AnnouncementStatus.SENDING, cursor=after)
    changes = {"status": AnnouncementStatus.SENT} if is_last else {}
    cursor = people[-1] if people else after
    moved = mine.update(cursor=cursor, reached=F("reached") + len(people), moved_at=clock.wall(), **changes)
    if moved and not is_last:
        publish(AnnouncementGoesOn(announcement_id=str(row.id), after=str(cursor)))
    return bool(moved)


def _tell(row: Announcement, people: list[UUID], *, reference: UUID) -> None:
    languages, valid_for = accounts.languages(people), row.ends_at - clock.now()
    for person_id in people:
        _publish(row, person_id, languages[person_id], valid_for)
    if row.push:
        notices = _notices(row, languages)
        push_each(role=row.role, reference=reference, notices=notices, valid_for=valid_for)


def _publish(row: Announcement, person_id: UUID, language: str, valid_for: timedelta) -> None:
    data = {
        "id": str(row.id),
        "title": row.title(language),
        "text": row.text(language),
        "until": row.ends_at.isoformat(),
    }
    stream = realtime.personal_stream(row.role, person_id)
    realtime.publish(stream, "announcement", data, valid_for=valid_for, about=f"announcement:{row.id}")


def _notices(row: Announcement, languages: Mapping[UUID, str]) -> dict[UUID, Notice]:
    said = {
        language: Notice(row.title(language), row.text(language), PAGES[row.role], language)
        for language in set(languages.values())
    }
    return {person_id: said[language] for person_id, language in languages.items()}
