"""Rows of the machinery: the outbox, who handled what, answers already given, slots already run."""

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7


class OutboxEvent(models.Model):
    """A domain event, written in the transaction that made it true, until the relay has handed it to every handler."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    handlers = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # names known to the publisher
    occurred_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outbox event")
        indexes = [
            models.Index("id", name="outbox_waiting", condition=Q(published_at__isnull=True)),
            models.Index("claimed_by", name="outbox_claim", condition=Q(published_at__isnull=True)),
            models.Index("published_at", name="outbox_age"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class HandledEvent(models.Model):
    """One row an event and handler, in the handler's transaction: a second delivery does nothing."""

    event_id = models.UUIDField()
    handler = models.CharField(max_length=120)
    handled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "handler"], name="event_handled_once")]
        indexes = [models.Index("handled_at", name="handled_age")]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"


class Answer(models.Model):
    """The answer given to an actor's request with an idempotency key (rule 5)."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_key")]
        indexes = [models.Index("given_at", name="answer_age")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class JobSlot(models.Model):
    """A scheduled job's run for one period (rule 6): `slot` is its start, as `2026-11-21` or `2026-11-21T14`."""

    job = models.CharField(max_length=80)
    slot = models.CharField(max_length=20)
    claimed_until = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("scheduled run")
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
