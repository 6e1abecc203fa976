"""Kinds of promotions, and what becomes of a use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromoKind(TextChoices):
    PERCENT = "percent", _("Percent")
    AMOUNT = "amount", _("Amount")


class UseState(TextChoices):
    """A reserved discount is settled when the ride is paid, or released when it came to nothing."""

    RESERVED = "reserved", _("Reserved")
    SETTLED = "settled", _("Used")
    RELEASED = "released", _("Given back")
