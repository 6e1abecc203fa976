"""Fields that take exactly what they say."""

import unicodedata
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.kernel.fields import TextField


class CodeField(TextField):
    """Six digits, in any script: people type codes on Arabic keyboards too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(RegexValidator(r"^[0-9]{6}\Z", _("Six digits.")))

    def to_internal_value(self, data: object) -> str:
        return "".join(_ascii_digit(character) for character in super().to_internal_value(data))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))
