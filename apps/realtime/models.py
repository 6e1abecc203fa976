"""What is owed to a person in order: a stream, and its messages while they are kept."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7


class Stream(models.Model):
    """`role:person`. Its row is the lock that makes messages commit in the order of their numbers."""

    name = models.CharField(max_length=80, primary_key=True)
    last_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stream")

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(models.QuerySet["StreamMessage"]):
    def valid_at(self, moment) -> "MessageQuerySet":
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=moment))


class StreamMessage(models.Model):
    """One event of a stream. Times are city times. A message past `valid_until` is not sent again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    event = models.CharField(max_length=60)
    about = models.CharField(max_length=80, blank=True)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="stream_seq_once")]
        indexes = [models.Index("at", name="stream_message_age")]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.seq} {self.event}"


class EndedSession(models.Model):
    """Sockets of this sign-in (or of all of the person's, without a family) opened before `at` close. Wall time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    family_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ended session")
        indexes = [models.Index("at", name="ended_session_age")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"
