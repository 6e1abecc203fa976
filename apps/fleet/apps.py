from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    name = "apps.fleet"
    verbose_name = _("Fleet")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from apps.fleet import retention, selectors  # noqa: F401  retention registers the scheduled jobs
        from apps.fleet.models import QueuePlace

        for signal in (post_save, post_delete):
            signal.connect(selectors.forget_places, sender=QueuePlace, dispatch_uid="fleet.forget_places")
