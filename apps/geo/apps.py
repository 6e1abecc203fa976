from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class GeoConfig(AppConfig):
    name = "apps.geo"
    verbose_name = _("Geography")

    def ready(self) -> None:
        from apps.geo import models, retention  # noqa: F401  retention registers its daily job
        from apps.geo.selectors.areas import AREAS

        for sender in (models.Zone, models.Market):
            post_save.connect(AREAS.note_change, sender=sender)
            post_delete.connect(AREAS.note_change, sender=sender)
