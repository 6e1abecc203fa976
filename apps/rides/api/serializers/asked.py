"""What people ask of a ride."""

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.kernel.fields import NameField, PhoneField, TextField
from apps.pricing.contracts import MOST_STOPS
from apps.rides.api.serializers.fields import PinField, PointField, QuoteField, StopLabelsField
from apps.rides.contracts import Guest
from apps.rides.states import DRIVER_REASONS, RIDER_REASONS, CancelReason


def _reasons(allowed: tuple[CancelReason, ...]) -> list[tuple[str, object]]:
    return [(reason.value, reason.label) for reason in allowed]


class GuestIn(serializers.Serializer):
    """Who rides, where that is not the caller. They get a text message with a link and the ride's code."""

    name = NameField(max_length=60)
    phone = PhoneField()

    def to_internal_value(self, data: object) -> Guest:
        return Guest(**super().to_internal_value(data))

    def validate_phone(self, phone: str) -> str:
        if phonenumbers.region_code_for_number(phonenumbers.parse(phone)) not in settings.OTP_COUNTRIES:
            raise serializers.ValidationError(_("We do not serve this country yet."), "country")
        return phone


class RideRequest(serializers.Serializer):
    quote = QuoteField(help_text="The promise of a quote, as given.")
    pickup_label = TextField(max_length=120, required=False, allow_blank=True, default="")
    dropoff_label = TextField(max_length=120, required=False, allow_blank=True, default="")
    stop_labels = StopLabelsField(help_text="Names of the quote's stops, in their order.")
    guest = GuestIn(required=False, allow_null=True)


class RideChangeQuote(serializers.Serializer):
    """What is left out stays as it is."""

    pickup = PointField(required=False, help_text="Until the driver is at the pickup.")
    dropoff = PointField(required=False)
    stops = serializers.ListField(
        child=PointField(), max_length=MOST_STOPS, required=False, help_text="Those still to come; empty for none."
    )


class RideChange(serializers.Serializer):
    quote = QuoteField(help_text="Of a change quote, as given.")
    pickup_label = TextField(max_length=120, required=False, allow_blank=True, default="")
    dropoff_label = TextField(max_length=120, required=False, allow_blank=True, default="")
    stop_labels = StopLabelsField(help_text="Names of the stops still to come, in their order.")


class RiderCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(RIDER_REASONS), required=False)
    fee_minor = serializers.IntegerField(
        min_value=0, max_value=10**9, required=False, help_text="The fee that the rider was shown; more is not charged."
    )


class DriverCancel(serializers.Serializer):
    reason = serializers.ChoiceField(choices=_reasons(DRIVER_REASONS))


class StopReached(serializers.Serializer):
    stop = serializers.IntegerField(min_value=0, max_value=MOST_STOPS - 1, help_text="Its number, from 0.")


class RideStart(serializers.Serializer):
    pin = PinField(help_text="The four digits that the rider sees.")
