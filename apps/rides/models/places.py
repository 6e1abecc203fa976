"""Places a rider goes to again and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.ids import uuid7
from apps.rides.states import MOST_PLACES, PlaceKind


class SavedPlace(models.Model):
    """Degrees WGS84. `slot` (1 to MOST_PLACES) is unique a person: that is how a twenty-first is refused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    slot = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=PlaceKind.choices, default=PlaceKind.OTHER)
    name = models.CharField(_("name"), max_length=40, blank=True)
    label = models.CharField(_("address"), max_length=120, blank=True)
    lat = models.FloatField()
    lng = models.FloatField()

    class Meta:
        verbose_name = _("saved place")
        verbose_name_plural = _("saved places")
        constraints = [
            models.UniqueConstraint(fields=["person", "slot"], name="saved_place_slot_once"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MOST_PLACES), name="saved_places_not_too_many"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=~Q(kind=PlaceKind.OTHER), name="saved_place_one_home_one_work"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.label or self.get_kind_display()
