from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "apps.pricing"
    verbose_name = _("Pricing")

    def ready(self) -> None:
        from apps.pricing import models
        from apps.pricing.selectors.books import BOOKS

        for sender in (models.TariffVersion, models.Holiday, models.CancellationPolicy, models.CommissionPolicy):
            post_save.connect(BOOKS.note_change, sender=sender)
            post_delete.connect(BOOKS.note_change, sender=sender)
