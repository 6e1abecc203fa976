"""What people ask of a ride."""

from rest_framework import serializers

from apps.rides.api.serializers.fields import LabelField, PinField, QuoteField
from apps.rides.states import DRIVER_REASONS, RIDER_REASONS, CancelReason


def _reasons(allowed: tuple[CancelReason, ...]) -> list[tuple[str, object]]:
    return [(reason.value, reason.label) for reason in allowed]


class RideRequest(serializers.Serializer):
    quote = QuoteField(help_text="The promise of a quote, as given.")
    pickup_label = LabelField(max_length=120, required=False, allow_blank=True, default="")
    dropoff_label = LabelField(max_length=120, required=False, allow_blank=True, default="")


class RiderCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(RIDER_REASONS), required=False)
    fee_minor = serializers.IntegerField(
        min_value=0, max_value=10**9, required=False, help_text="The fee that the rider was shown; more is not charged."
    )


class DriverCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(DRIVER_REASONS))


class RideStart(serializers.Serializer):
    pin = PinField(help_text="The four digits that the rider sees.")
