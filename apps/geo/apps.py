from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
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


@register()
def engine_is_configured(**_kwargs: object) -> Sequence[CheckMessage]:
    """ETA_ENGINE is one that we know, and has an address."""
    from apps.geo import engines

    if settings.ETA_ENGINE == engines.BUILT_IN:
        return []
    if settings.ETA_ENGINE not in engines.ROUTES:
        return [Error(f"ETA_ENGINE is builtin or one of {', '.join(engines.ROUTES)}.", id="geo.E001")]
    if not settings.ETA_ENGINE_URL.startswith(("http://", "https://")):
        return [Error("ETA_ENGINE needs the engine's address in ETA_ENGINE_URL (http or https).", id="geo.E002")]
    return []
