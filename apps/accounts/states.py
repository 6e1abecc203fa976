"""Why a rider is suspended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SuspensionReason(TextChoices):
    """The label is what the rider reads."""

    SAFETY = "safety", _("A matter of safety")
    CONDUCT = "conduct", _("Conduct towards drivers")
    FRAUD = "fraud", _("Suspected fraud")
    UNPAID = "unpaid", _("Unpaid rides")
    OTHER = "other", _("Another reason")
