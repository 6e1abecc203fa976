from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from apps.kernel.memory import Remembered


class FleetConfig(AppConfig):
    name = "apps.fleet"
    verbose_name = _("Fleet")

    def ready(self) -> None:
        from apps.fleet import models, retention, selectors  # noqa: F401  retention registers the scheduled jobs

        kept: dict[type[Model], Remembered] = {
            models.QueuePlace: selectors.PLACES,
            models.DocumentRequirement: selectors.RULES,
            models.CategoryRule: selectors.RULES,
            models.WorkRule: selectors.RULES,
        }
        for sender, memory in kept.items():
            post_save.connect(memory.note_change, sender=sender)
            post_delete.connect(memory.note_change, sender=sender)
