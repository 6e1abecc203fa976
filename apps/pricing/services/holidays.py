"""Public holidays, with a line in the audit trail for each change."""

from uuid import UUID

from django.db import transaction

from apps.accounts.services import audit
from apps.pricing.models import Holiday


@transaction.atomic
def save_holiday(holiday: Holiday, *, actor_id: UUID | None = None) -> Holiday:
    """A new one or a changed one. It counts for prices asked for afterwards."""
    holiday.save()
    _tell("saved", holiday, actor_id)
    return holiday


@transaction.atomic
def delete_holiday(holiday: Holiday, *, actor_id: UUID | None = None) -> None:
    _tell("deleted", holiday, actor_id)
    holiday.delete()


def _tell(what: str, holiday: Holiday, actor_id: UUID | None) -> None:
    details = {"market": holiday.market.code, "date": str(holiday.date), "name": holiday.name_fr}
    audit(actor_id, f"holiday.{what}", f"holiday:{holiday.pk}", **details)
