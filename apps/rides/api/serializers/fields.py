"""Text as people type it."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.geo.contracts import Point
from apps.pricing.contracts import MOST_STOPS

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class LabelField(serializers.CharField):
    """One line of text: a JSON string without control characters or halves of a character."""

    default_error_messages = {"control": _("Control characters are not allowed.")}

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if _CONTROL.search(data):
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


class PointField(serializers.Serializer):
    lat = DegreesField(min_value=-90, max_value=90)
    lng = DegreesField(min_value=-180, max_value=180)

    def to_internal_value(self, data: object) -> Point:
        return Point(**super().to_internal_value(data))


class StopLabelsField(serializers.ListField):
    """Names of stops, in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=LabelField(max_length=120, allow_blank=True), max_length=MOST_STOPS, required=False, **kwargs
        )


class QuoteField(serializers.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Za-z0-9_.:-]+\Z", max_length=4000, **kwargs)

    def to_internal_value(self, data: object) -> str:
        return super().to_internal_value(data) if isinstance(data, str) else self.fail("invalid")


class PinField(serializers.RegexField):
    """Four digits, in any script: people type on Arabic keyboards too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9]{4}\Z", error_messages={"invalid": _("Four digits.")}, **kwargs)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value("".join(str(unicodedata.decimal(character, character)) for character in data))
