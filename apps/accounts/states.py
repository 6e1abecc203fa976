"""Why a rider is suspended, and the life of what they say to it."""

from collections.abc import Mapping, Set

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SuspensionReason(TextChoices):
    """The label is what the rider reads."""

    SAFETY = "safety", _("A matter of safety")
    CONDUCT = "conduct", _("Conduct towards drivers")
    FRAUD = "fraud", _("Suspected fraud")
    UNPAID = "unpaid", _("Unpaid rides")
    OTHER = "other", _("Another reason")


class AppealStatus(TextChoices):
    SUBMITTED = "submitted", _("To be decided")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


APPEAL_MOVES: Mapping[str, Set[str]] = {
    AppealStatus.SUBMITTED: frozenset({AppealStatus.GRANTED, AppealStatus.REFUSED}),
}
