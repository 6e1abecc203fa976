from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class GeoConfig(AppConfig):
    name = "apps.geo"
    verbose_name = _("Geography")

    def ready(self) -> None:
        from apps.geo import models, selectors

        for sender in (models.Zone, models.Market):
            post_save.connect(selectors.note_change, sender=sender)
            post_delete.connect(selectors.note_change, sender=sender)
