"""The relay: hands waiting events to their handlers, at least once each, exactly once in effect."""

import uuid
from datetime import timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from prometheus_client import Counter

from apps.kernel import clock, events
from apps.kernel.models import HandledEvent, OutboxEvent

BATCH = 100
LEASE = timedelta(seconds=30)
MAX_BACKOFF = timedelta(minutes=10)
ROLLOUT = timedelta(days=1)  # a handler that no process has known for this long was removed, or has another name now

log = structlog.get_logger(__name__)
failures = Counter("superapp_event_failures_total", "Deliveries of domain events that failed, by event.", ["event"])


def relay() -> int:
    """Deliver what waits, batch by batch, until nothing is left that is due. Returns how many events were published."""
    published = 0
    while batch := _claim():
        published += sum(_deliver(event) for event in batch)
    return published


def waiting() -> int:
    return OutboxEvent.objects.filter(published_at__isnull=True).count()


def _claim() -> list[OutboxEvent]:
    """Take a lease on the oldest due events; two relays never hold the same one."""
    claim, now = uuid.uuid4(), clock.wall()
    due = OutboxEvent.objects.filter(published_at__isnull=True).filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    )
    with transaction.atomic():
        oldest = due.order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            oldest = oldest.select_for_update(skip_locked=True)
        ids = list(oldest.values_list("id", flat=True)[:BATCH])
        if not ids:
            return []
        due.filter(id__in=ids).update(claimed_by=claim, claimed_until=now + LEASE, attempts=F("attempts") + 1)
    return list(OutboxEvent.objects.filter(claimed_by=claim, published_at__isnull=True).order_by("id"))


def _deliver(row: OutboxEvent) -> bool:
    """Hand one event over. Whatever is wrong with it, it is tried again later and holds up nobody else."""
    mine = OutboxEvent.objects.filter(id=row.id, claimed_by=row.claimed_by)
    if _hand_over(row):
        mine.update(published_at=clock.wall())
        return True
    failures.labels(row.name).inc()
    mine.update(claimed_until=clock.wall() + min(timedelta(seconds=2 ** min(row.attempts, 12)), MAX_BACKOFF))
    return False


def _hand_over(row: OutboxEvent) -> bool:
    """Run every handler that has not run yet. What this process does not know waits for one that does."""
    try:
        event = events.restore(row.name, row.payload)
    except (KeyError, TypeError):
        log.exception("event_unknown", event_name=row.name, event_id=str(row.id))
        return False
    outcomes = [_handle_once(row, event, handler) for handler in events.handlers_of(row.name)]
    return all(outcomes) and _is_known(row)


def _is_known(row: OutboxEvent) -> bool:
    """Whether we know every handler that the publisher knew. While a deployment goes on, newer code may know more."""
    unknown = sorted(set(row.handlers) - set(events.names_of_handlers(row.name)))
    if not unknown:
        return True
    removed = clock.now() - row.occurred_at > ROLLOUT
    log.error("event_handler_unknown", event_name=row.name, event_id=str(row.id), handlers=unknown, given_up=removed)
    return removed


def _handle_once(row: OutboxEvent, event: events.Event, handler: events.Handler) -> bool:
    name = events.handler_name(handler)
    try:
        if HandledEvent.objects.filter(event_id=row.id, handler=name).exists():
            return True
        with transaction.atomic():
            if _first_to_handle(row.id, name):
                handler(event)
    except Exception:
        log.exception("event_handler_failed", event_name=row.name, event_id=str(row.id), handler=name)
        return False
    return True


def _first_to_handle(event_id: uuid.UUID, handler: str) -> bool:
    try:
        with transaction.atomic():
            HandledEvent.objects.create(event_id=event_id, handler=handler, handled_at=clock.wall())
    except IntegrityError:
        return False
    return True
