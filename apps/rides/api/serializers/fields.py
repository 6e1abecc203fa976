"""Places, prices and codes as apps send them."""

import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.geo.contracts import Point
from apps.kernel.fields import DegreesField, TextField
from apps.pricing.contracts import MOST_STOPS


class PointField(serializers.Serializer):
    lat = DegreesField(min_value=-90, max_value=90)
    lng = DegreesField(min_value=-180, max_value=180)

    def to_internal_value(self, data: object) -> Point:
        return Point(**super().to_internal_value(data))


class StopLabelsField(serializers.ListField):
    """Names of stops, in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=TextField(max_length=120, allow_blank=True), max_length=MOST_STOPS, required=False, **kwargs
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
