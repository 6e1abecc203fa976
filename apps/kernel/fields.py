"""Fields that every door may need, and that take exactly what they say."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import phonenumbers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class TextField(serializers.CharField):
    """A JSON string, never a number read as one, without control characters or halves of a character.

    With `multiline`, it may have lines.
    """

    default_error_messages = {"control": _("Control characters are not allowed.")}

    def __init__(self, *, multiline: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.multiline = multiline

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if _CONTROL.search(re.sub(r"\r?\n", "", data) if self.multiline else data):
            self.fail("control")
        return super().to_internal_value(data)


class DegreesField(serializers.FloatField):
    """A JSON number. Text, booleans and NaN are refused; the limits refuse infinities."""

    def to_internal_value(self, data: object) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data:
            self.fail("invalid")
        try:
            return float(data)
        except OverflowError:  # a whole number of hundreds of digits
            self.fail("invalid")


class MomentField(serializers.DateTimeField):
    """A time with its zone. Without one it would be read as some zone's, and be wrong by hours where it is not."""

    default_error_messages = {"zone": _("Say the time zone too, such as 2026-11-21T10:00:00Z.")}

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("zone")
        return super().enforce_timezone(value)


class NameField(TextField):
    """One line that stands among other words: nothing in it may turn those round (U+202E and its like)."""

    default_error_messages = {"turning": _("Characters that change the direction of the text are not allowed.")}

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if _TURNING.search(text):
            self.fail("turning")
        return text


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


class IdField(serializers.UUIDField):
    """Text only: DRF would read a number as a UUID too."""

    def to_internal_value(self, data: object) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)
