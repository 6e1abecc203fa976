"""Jobs to match, windows in which they are matched, offers, what drivers do. The constraints decide (rule 1)."""

from collections.abc import Callable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import (
    OFFERS_THAT_DO_NOT_COUNT,
    Fallbacks,
    JobStatus,
    OfferStatus,
    RunSlot,
    RunStatus,
    Solver,
    WindowStatus,
)
from apps.geo.contracts import Category
from apps.kernel import clock
from apps.kernel.ids import uuid7
from apps.kernel.markup import left_to_right

KINDS = {"ride": _("Ride")}  # what products open jobs for


def default_radii() -> list[int]:
    return [2000, 4000, 8000]


def _between(least: float, most: float) -> list[Callable[[Any], None]]:
    """Holds where people type the value."""
    return [MinValueValidator(least), MaxValueValidator(most)]


class Policy(models.Model):
    """How a zone matches (no zone: everywhere else). Rows never change: the highest version of a zone is in force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey(
        "geo.Zone", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("zone")
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    solver = models.CharField(_("solver"), max_length=12, choices=Solver, default=Solver.ASSIGNMENT)
    window_ms = models.PositiveIntegerField(_("window (ms)"), default=500, validators=_between(0, 1_000))
    solver_budget_ms = models.PositiveIntegerField(_("solver budget (ms)"), default=400, validators=_between(0, 5_000))
    radii_m = models.JSONField(_("radii (m)"), default=default_radii)
    offer_s = models.PositiveIntegerField(_("offer (s)"), default=15, validators=_between(3, 120))
    retry_s = models.PositiveIntegerField(_("retry (s)"), default=2, validators=_between(1, 60))
    patience_s = models.PositiveIntegerField(_("patience (s)"), default=180, validators=_between(10, 3_600))
    candidates_per_job = models.PositiveIntegerField(_("candidates a job"), default=12, validators=_between(1, 100))
    waiting_weight = models.FloatField(
        _("seconds of ETA a second waited is worth"), default=0.5, validators=_between(0, 10)
    )
    undelivered_penalty_s = models.PositiveIntegerField(
        _("penalty after an undelivered offer (s)"), default=120, validators=_between(0, 3_600)
    )
    favourite_bonus_s = models.PositiveIntegerField(
        _("bonus of a rider's favourite driver (s)"), default=60, validators=_between(0, 3_600)
    )
    fallbacks = models.CharField(
        _("cars that may serve a lower category"), max_length=12, choices=Fallbacks, default=Fallbacks.NONE
    )
    fallback_penalty_s = models.PositiveIntegerField(
        _("penalty of another category (s)"), default=120, validators=_between(0, 3_600)
    )
    forward_s = models.PositiveIntegerField(
        _("forward offers to who is free within (s)"), default=240, validators=_between(0, 1_800)
    )
    forward_penalty_s = models.PositiveIntegerField(
        _("penalty of a forward offer (s)"), default=30, validators=_between(0, 3_600)
    )
    home_share = models.FloatField(_("share of a trip that must lead home"), default=0.5, validators=_between(0, 1))
    rematch_priority_s = models.PositiveIntegerField(
        _("head start of a rematch (s)"), default=300, validators=_between(0, 3_600)
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("matching policy")
        verbose_name_plural = _("matching policies")
        constraints = [
            models.UniqueConstraint(fields=["zone", "version"], name="one_policy_per_zone_and_version"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(zone__isnull=True), name="one_general_policy_per_version"
            ),
        ]

    def __str__(self) -> str:
        where = self.zone or _("everywhere")
        return f"{where} v{self.version}"


POLICY_FIELDS = [field.name for field in Policy._meta.fields if field.editable and field.name != "zone"]
"""What a policy decides."""


class Job(models.Model):
    """Something that needs a driver.

    `epoch` counts its offers, direct assignments and rematches: a stale offer can never win a later one's job.
    `requester_id` is the person whose blocked and favourite drivers count; `priority_s` counts as seconds waited.
    Before `match_from` it is scheduled; patience counts from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    ref = models.UUIDField(_("reference"))
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    category = models.CharField(_("category"), max_length=12, choices=Category)
    fallback_categories = models.JSONField(_("other categories that will do"), default=list)
    requester_id = models.UUIDField(null=True)
    pickup_lat = models.FloatField()
    pickup_lng = models.FloatField()
    dropoff_lat = models.FloatField(null=True)
    dropoff_lng = models.FloatField(null=True)
    details = models.JSONField(_("details"), default=dict)
    status = models.CharField(_("status"), max_length=12, choices=JobStatus, default=JobStatus.OPEN)
    epoch = models.PositiveIntegerField(_("epoch"), default=0)
    radius_step = models.PositiveSmallIntegerField(_("radius step"), default=0)
    priority_s = models.PositiveIntegerField(_("head start (s)"), default=0)
    match_from = models.DateTimeField(_("to be matched from"), null=True)
    opened_at = models.DateTimeField(_("opened at"))
    patience_until = models.DateTimeField(_("patience until"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        permissions = [("assign_job", "Can give a job to a driver")]
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_job_per_reference")]
        indexes = [
            models.Index("zone", "opened_at", name="job_open", condition=Q(status=JobStatus.OPEN)),
            models.Index("zone", "opened_at", name="job_recorded"),
            models.Index("patience_until", name="job_patience", condition=Q(status=JobStatus.OPEN)),
            models.Index("match_from", name="job_scheduled", condition=Q(status=JobStatus.SCHEDULED)),
            models.Index("zone", name="job_live", condition=Q(status__in=[JobStatus.OPEN, JobStatus.OFFERED])),
        ]

    def __str__(self) -> str:
        opened_at = left_to_right(f"{localtime(self.opened_at):%Y-%m-%d %H:%M}")
        return f"{KINDS.get(self.kind, self.kind)} · {self.zone} · {opened_at}"


class MatchWindow(models.Model):
    """When a zone is to be matched. `lease_until` is wall time: by it a crashed worker's window is found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=WindowStatus, default=WindowStatus.PENDING)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone"], condition=Q(status=WindowStatus.PENDING), name="one_pending_window_per_zone"
            )
        ]
        indexes = [
            models.Index("due_at", name="window_due", condition=Q(status=WindowStatus.PENDING)),
            models.Index("lease_until", name="window_lease", condition=Q(status=WindowStatus.RUNNING)),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.due_at}"


class DemandCount(models.Model):
    """When a zone's riders and cars are to be counted next, city time."""

    zone = models.OneToOneField("geo.Zone", on_delete=models.PROTECT, primary_key=True, related_name="+")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.zone_id} {self.due_at}"


class MatchRound(models.Model):
    """What was decided about a job, once an epoch, radius and half minute of waiting: staff ask "why not this driver?".

    `refused` is driver → {gate, m}; `considered` driver → {m, eta_s, cost, terms, as, job}. All drivers nearer than
    `complete_m` are in one of them.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("job"))
    epoch = models.PositiveIntegerField(_("epoch"))
    radius_m = models.PositiveIntegerField(_("radius (m)"))
    half_minute = models.PositiveSmallIntegerField(default=0)
    policy_version = models.PositiveIntegerField(_("policy version"))
    at = models.DateTimeField(_("at"))
    refused = models.JSONField(_("refused"))
    considered = models.JSONField(_("considered"), default=dict)
    chosen = models.ForeignKey(
        "fleet.Driver", on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("chosen")
    )
    complete_m = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("matching round")
        verbose_name_plural = _("matching rounds")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "epoch", "radius_m", "half_minute"],
                name="one_round_per_job_epoch_radius_and_half_minute",
            )
        ]
        indexes = [models.Index("at", name="round_age")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.radius_m} m"


class Offer(models.Model):
    """A job offered to one driver until `deadline` (city time), to be served after the current run if `slot` is next.

    `category` is what the driver serves it as: the job's own, or one of its fallbacks.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="offers", verbose_name=_("job"))
    epoch = models.PositiveIntegerField(_("epoch"))
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+", verbose_name=_("driver"))
    status = models.CharField(_("status"), max_length=12, choices=OfferStatus, default=OfferStatus.OPEN)
    slot = models.CharField(_("slot"), max_length=8, choices=RunSlot, default=RunSlot.CURRENT)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    pickup_eta_s = models.PositiveIntegerField(_("pickup ETA (s)"))
    pickup_distance_m = models.PositiveIntegerField(_("pickup distance (m)"))
    made_at = models.DateTimeField(_("made at"))
    deadline = models.DateTimeField(_("deadline"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["driver"], condition=Q(status=OfferStatus.OPEN), name="one_open_offer_per_driver"
            ),
            models.UniqueConstraint(
                fields=["job"], condition=Q(status=OfferStatus.OPEN), name="one_open_offer_per_job"
            ),
            models.UniqueConstraint(
                fields=["job", "driver"],
                condition=~Q(status__in=OFFERS_THAT_DO_NOT_COUNT),
                name="job_offered_once_to_a_driver",
            ),
            models.UniqueConstraint(fields=["job", "epoch"], name="one_offer_per_job_and_epoch"),
        ]
        indexes = [models.Index("deadline", name="offer_deadline", condition=Q(status=OfferStatus.OPEN))]

    def __str__(self) -> str:
        return str(self.id)


class Assignment(models.Model):
    """Who won a job: one winner a job and epoch. Without an offer it was assigned directly."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="assignments")
    epoch = models.PositiveIntegerField()
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="assignment")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "epoch"], name="one_winner_per_job_and_epoch"),
            models.UniqueConstraint(
                fields=["job"], condition=Q(ended_at__isnull=True), name="one_running_assignment_per_job"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} → {self.driver_id}"


class Run(models.Model):
    """What a driver is doing: one ride, or several deliveries. Slot `next` follows when `current` ends.

    `free_*` say when and where a current run is expected to end, once that is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey("fleet.Driver", on_delete=models.PROTECT, related_name="+")
    slot = models.CharField(max_length=8, choices=RunSlot, default=RunSlot.CURRENT)
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.ACTIVE)
    kind = models.CharField(max_length=20)
    ref = models.UUIDField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    free_at = models.DateTimeField(null=True)
    free_lat = models.FloatField(null=True)
    free_lng = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["driver", "slot"],
                condition=Q(status=RunStatus.ACTIVE),
                name="one_active_run_per_driver_and_slot",
            )
        ]
        indexes = [models.Index("kind", "ref", name="run_reference")]

    def __str__(self) -> str:
        return f"{self.driver_id} {self.slot}"
