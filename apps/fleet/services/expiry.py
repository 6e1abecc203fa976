"""Documents run out: the driver is warned before, and told when it happens. Found by an hourly slot."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.fleet import selectors
from apps.fleet.events import DocumentExpired, DocumentExpiring
from apps.fleet.models import DriverDocument
from apps.fleet.services.documents import end_shift_without_papers, news
from apps.fleet.services.news import tell
from apps.fleet.states import DocumentStatus
from apps.kernel import clock
from apps.kernel.events import publish

WARNINGS = (14, 3)  # days before

log = structlog.get_logger(__name__)


def expire_documents() -> int:
    """Expire verified documents whose last day is over where their driver works. Returns how many.

    Whoever is online without them is offline after the current run. A conditional update a document: run twice, it
    happens once.
    """
    tomorrow = (clock.now() + timedelta(days=1)).date()  # somewhere it is that day already
    candidates = _verified().filter(expires_on__lt=tomorrow)
    over = [document for document in candidates if document.expires_on < selectors.today(document.driver)]
    expired = sum(_expire(document) for document in over)
    if expired:
        log.info("documents_expired", count=expired)
    return expired


def warn_of_expiry() -> int:
    """Tell drivers once when 14, and once when 3 days are left. Returns how many were told."""
    return sum(_warn_all(days) for days in sorted(WARNINGS))


def _expire(document: DriverDocument) -> bool:
    with transaction.atomic():
        verified = DriverDocument.objects.filter(id=document.id, status=DocumentStatus.VERIFIED)
        if not verified.update(status=DocumentStatus.EXPIRED):
            return False
        document.status = DocumentStatus.EXPIRED
        publish(DocumentExpired(document_id=str(document.id), driver_id=str(document.driver_id)))
        tell(
            document.driver_id, "document", lambda: news(document, _("Your document has expired."), _last_day(document))
        )
        end_shift_without_papers(document.driver_id)
    return True


def _warn_all(days: int) -> int:
    latest = (clock.now() + timedelta(days=days)).date()
    unwarned = Q(warned_days__isnull=True) | Q(warned_days__gt=days)
    return sum(_warn(document, days) for document in _verified().filter(unwarned, expires_on__lte=latest))


def _warn(document: DriverDocument, days: int) -> bool:
    with transaction.atomic():
        unwarned = Q(warned_days__isnull=True) | Q(warned_days__gt=days)
        mine = DriverDocument.objects.filter(unwarned, id=document.id, status=DocumentStatus.VERIFIED)
        if not mine.update(warned_days=days):
            return False
        publish(DocumentExpiring(document_id=str(document.id), driver_id=str(document.driver_id), days=days))
        left = max((_expires_on(document) - selectors.today(document.driver)).days, 0)
        tell(document.driver_id, "document", lambda: news(document, _in_days(left), _last_day(document)))
    return True


def _in_days(days: int) -> str:
    if days == 0:
        return str(_("Your document expires today."))
    text = ngettext("Your document expires in %(days)d day.", "Your document expires in %(days)d days.", days)
    return text % {"days": days}


def _last_day(document: DriverDocument) -> str:
    return str(_("Last day: %(date)s.")) % {"date": date_format(_expires_on(document))}


def _expires_on(document: DriverDocument) -> date:
    return document.expires_on or date.max


def _verified():
    documents = DriverDocument.objects.filter(status=DocumentStatus.VERIFIED, expires_on__isnull=False)
    return documents.select_related("driver__person", "driver__market", "vehicle").order_by("id")
