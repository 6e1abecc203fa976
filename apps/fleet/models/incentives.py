"""What drivers are promised for driving: policies in versions, and how far each driver has come."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.fleet.models.drivers import Driver
from apps.fleet.states import IncentiveKind, IncentivePeriod, ProgressStatus
from apps.kernel import clock
from apps.kernel.ids import uuid7


class IncentivePolicy(models.Model):
    """One version of a promise to the drivers of a zone. It is never changed: a new version follows it.

    A quest: so many trips in a window bring `amount`. A guarantee: who drives at least so many trips in a window has
    `amount` an hour online, or is paid what is missing. Amounts in minor units of the market's currency.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    code = models.SlugField(_("code"), max_length=40, help_text=_("The same code makes a new version of a promise."))
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=10, choices=IncentiveKind)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    period = models.CharField(_("window"), max_length=6, choices=IncentivePeriod, default=IncentivePeriod.WHOLE)
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    trips_needed = models.PositiveIntegerField(_("trips needed"), validators=[MinValueValidator(1)])
    amount = models.PositiveIntegerField(
        _("amount"),
        validators=[MinValueValidator(1)],
        help_text=_("In minor units (centimes, of TND millimes): of a quest, of a guarantee for an hour online."),
    )
    created_at = models.DateTimeField(_("created"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("incentive")
        verbose_name_plural = _("incentives")
        constraints = [
            models.UniqueConstraint(fields=["zone", "code", "version"], name="incentive_version_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="incentive_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(trips_needed__gte=1, amount__gte=1), name="incentive_asks_and_gives"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def name(self) -> str:
        """In the active language."""
        return getattr(self, f"name_{(get_language() or 'fr')[:2]}", "") or self.name_fr

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It must end after it begins.")})


class IncentiveProgress(models.Model):
    """How far a driver came in one window. The version of the driver's first trip in it holds to its end.

    `earned_minor` is posted once the ledger asks for it; until then `earned` is a promise that stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="progress", verbose_name=_("driver"))
    policy = models.ForeignKey(
        IncentivePolicy, on_delete=models.PROTECT, related_name="progress", verbose_name=_("incentive")
    )
    zone = models.ForeignKey("geo.Zone", on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))
    code = models.SlugField(_("code"), max_length=40)
    window_start = models.DateTimeField(_("from"))
    window_end = models.DateTimeField(_("until"))
    trips = models.PositiveIntegerField(_("trips"), default=0)
    fare_minor = models.PositiveIntegerField(_("fares"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=ProgressStatus, default=ProgressStatus.RUNNING)
    online_s = models.PositiveIntegerField(_("seconds online"), default=0)
    earned_minor = models.PositiveIntegerField(_("earned"), default=0)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(
                fields=["driver", "zone", "code", "window_start"], name="one_progress_a_driver_and_window"
            )
        ]
        indexes = [
            models.Index("window_end", name="progress_running", condition=Q(status="running")),
            models.Index(fields=["driver", "-window_end"], name="progress_of_driver"),
        ]

    def __str__(self) -> str:
        return f"{self.driver} · {self.policy}"
