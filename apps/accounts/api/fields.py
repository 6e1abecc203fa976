"""Fields that take exactly what they say."""

import unicodedata
from typing import Any

import phonenumbers
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from apps.kernel.fields import TextField


@extend_schema_field(
    {"type": "string", "maxLength": 20, "pattern": r"^\+[1-9][0-9]{6,14}$", "example": "+213550123456"}
)
class PhoneField(TextField):
    """A phone number with its country code, in any usual spelling; E.164 inside."""

    default_error_messages = {"phone": _("This is not a phone number with its country code, such as +213550123456.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        self.run_length_check(text)
        try:
            number = phonenumbers.parse(text, None)
        except phonenumbers.NumberParseException:
            self.fail("phone")
        if not phonenumbers.is_valid_number(number) or number.extension:
            self.fail("phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def run_length_check(self, text: str) -> None:
        if self.max_length and len(text) > self.max_length:
            self.fail("max_length", max_length=self.max_length)


class CodeField(TextField):
    """Six digits, in any script: people type codes on Arabic keyboards too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(RegexValidator(r"^[0-9]{6}\Z", _("Six digits.")))

    def to_internal_value(self, data: object) -> str:
        return "".join(_ascii_digit(character) for character in super().to_internal_value(data))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))
