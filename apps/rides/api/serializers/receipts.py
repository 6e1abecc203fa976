"""What a receipt looks like."""

from rest_framework import serializers

from apps.geo.contracts import Category
from apps.kernel.money import DIGITS
from apps.rides.api.serializers.rides import RideDriver, RideFare, RidePlace, RideStop
from apps.rides.states import PdfState


class ReceiptEntity(serializers.Serializer):
    name = serializers.CharField()
    registration_number = serializers.CharField()
    tax_number = serializers.CharField()
    address = serializers.CharField()


class TipOut(serializers.Serializer):
    """Promised by the rider, beside the fare."""

    amount_minor = serializers.IntegerField(min_value=1)
    currency = serializers.ChoiceField(choices=list(DIGITS))
    amount = serializers.CharField(help_text="In major units, decimal text.")


class CreditOut(serializers.Serializer):
    """Promised back of the fare by our team."""

    amount_minor = serializers.IntegerField(min_value=1)
    currency = serializers.ChoiceField(choices=list(DIGITS))
    amount = serializers.CharField(help_text="In major units, decimal text.")


class ReceiptOut(serializers.Serializer):
    number = serializers.CharField()
    ride_id = serializers.UUIDField()
    issued_at = serializers.DateTimeField()
    legal_entity = ReceiptEntity()
    time_zone = serializers.CharField()
    category = serializers.ChoiceField(choices=Category.choices)
    pickup = RidePlace()
    dropoff = RidePlace()
    stops = RideStop(many=True)
    distance_m = serializers.IntegerField(min_value=0)
    duration_s = serializers.IntegerField(min_value=0)
    driver = RideDriver(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True, help_text="Null on the receipt of a fee, with the next.")
    completed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField()
    fare = RideFare()
    pdf = serializers.ChoiceField(choices=PdfState.choices)
    tip = TipOut(allow_null=True)
    guest = serializers.CharField(allow_blank=True, help_text="Who rode in place of who ordered.")
    credit = CreditOut(allow_null=True)
