"""One lock for what must not happen to a driver twice at once."""

from uuid import UUID

from django.db.models import F

from apps.fleet.models import Driver


def hold(driver_id: UUID, **conditions: object) -> bool:
    """Lock the driver's row until the running transaction ends. False when it is not as `conditions` say.

    An update takes the lock on PostgreSQL; on SQLite a transaction that writes is alone anyway. What is read after it
    is what the last one left.
    """
    return bool(Driver.objects.filter(id=driver_id, **conditions).update(rated=F("rated")))
