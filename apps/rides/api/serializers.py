"""What goes over the wire. `RideOut` is the one picture of a ride: the schema and the answer come from it."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.geo.contracts import Category
from apps.kernel.money import DIGITS
from apps.pricing.contracts import LINE_LABELS, LINE_UNITS
from apps.rides.states import DRIVER_REASONS, RIDER_REASONS, CancelReason, PdfState, RideStatus

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


def _reasons(allowed: tuple[CancelReason, ...]) -> list[tuple[str, object]]:
    return [(reason.value, reason.label) for reason in allowed]


class RideRequest(serializers.Serializer):
    quote = QuoteField(help_text="The promise of a quote, as given.")
    pickup_label = LabelField(max_length=120, required=False, allow_blank=True, default="")
    dropoff_label = LabelField(max_length=120, required=False, allow_blank=True, default="")


class RiderCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(RIDER_REASONS), required=False)


class DriverCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(DRIVER_REASONS))


class RideStart(serializers.Serializer):
    pin = PinField(help_text="The four digits that the rider sees.")


class RidePlace(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class RideFareLine(serializers.Serializer):
    code = serializers.ChoiceField(choices=list(LINE_LABELS))
    label = serializers.CharField(help_text="In the caller's language.")  # type: ignore[assignment]
    quantity = serializers.CharField(help_text="Decimal text.")
    unit = serializers.ChoiceField(choices=LINE_UNITS)
    rate_minor = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    amount = serializers.CharField(help_text="In major units, decimal text.")
    detail = serializers.CharField(allow_blank=True, help_text="How the amount came about, in the caller's language.")
    policy_version_id = serializers.CharField(allow_blank=True)


class RideFare(serializers.Serializer):
    """The quote's fare, unchanged. The lines sum to the total, exactly."""

    currency = serializers.ChoiceField(choices=list(DIGITS))
    total_minor = serializers.IntegerField(min_value=0)
    total = serializers.CharField(help_text="In major units, decimal text.")
    lines = RideFareLine(many=True)
    tariff_version_id = serializers.UUIDField()
    surge = serializers.CharField(help_text="Multiplier, decimal text.")


class RideVehicle(serializers.Serializer):
    plate = serializers.CharField()
    make = serializers.CharField()
    model = serializers.CharField()
    colour = serializers.CharField()
    category = serializers.ChoiceField(choices=Category.choices)


class RideDriver(serializers.Serializer):
    """As they were when the ride was accepted."""

    driver_id = serializers.UUIDField()
    person_id = serializers.UUIDField()
    full_name = serializers.CharField()
    rating = serializers.FloatField()
    phone_masked = serializers.CharField(allow_blank=True)
    vehicle = RideVehicle(allow_null=True)


class RideRider(serializers.Serializer):
    first_name = serializers.CharField(allow_blank=True)


class RideOut(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RideStatus.choices)
    category = serializers.ChoiceField(choices=Category.choices)
    pickup = RidePlace()
    dropoff = RidePlace()
    distance_m = serializers.IntegerField(min_value=0)
    duration_s = serializers.IntegerField(min_value=0)
    fare = RideFare()
    pin = serializers.CharField(allow_null=True, help_text="For the rider, until the trip has started.")
    rider = RideRider()
    driver = RideDriver(allow_null=True)
    pickup_eta_s = serializers.IntegerField(allow_null=True, min_value=0)
    rematched = serializers.IntegerField(min_value=0, help_text="Drivers who gave the ride up; it was matched again.")
    cancel_reason = serializers.ChoiceField(choices=CancelReason.choices, allow_null=True)
    requested_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    arriving_at = serializers.DateTimeField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class CurrentRide(serializers.Serializer):
    ride = RideOut(allow_null=True)


class ReceiptEntity(serializers.Serializer):
    name = serializers.CharField()
    registration_number = serializers.CharField()
    tax_number = serializers.CharField()
    address = serializers.CharField()


class ReceiptOut(serializers.Serializer):
    number = serializers.CharField()
    ride_id = serializers.UUIDField()
    issued_at = serializers.DateTimeField()
    legal_entity = ReceiptEntity()
    time_zone = serializers.CharField()
    category = serializers.ChoiceField(choices=Category.choices)
    pickup = RidePlace()
    dropoff = RidePlace()
    distance_m = serializers.IntegerField(min_value=0)
    duration_s = serializers.IntegerField(min_value=0)
    driver = RideDriver()
    started_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField()
    fare = RideFare()
    pdf = serializers.ChoiceField(choices=PdfState.choices)
