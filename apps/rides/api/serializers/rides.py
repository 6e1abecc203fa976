"""What a ride looks like. `RideOut` is the one picture of it: the schema and the answer come from it."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.geo.contracts import Category
from apps.kernel.money import DIGITS
from apps.pricing.contracts import LINE_LABELS, LINE_UNITS
from apps.rides.contracts import Cancellation
from apps.rides.states import CancelReason, FeeReason, RideStatus


class RidePlace(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class RideStop(RidePlace):
    reached_at = serializers.DateTimeField(allow_null=True)


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
    """The quote's fare, with waiting once the trip has begun. The lines sum to the total, exactly."""

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
    id = serializers.UUIDField(help_text="Of the person: to block them, or to speak of them to our team.")
    first_name = serializers.CharField(allow_blank=True)


class RideGuest(serializers.Serializer):
    """Who rides in place of who ordered."""

    name = serializers.CharField(help_text="For the driver, the first name.")
    phone = serializers.CharField(allow_null=True, help_text="For who ordered; null for the driver.")


class RideWaiting(serializers.Serializer):
    """The driver's waiting at the pickup: the same figures for both, and on the receipt."""

    free_s = serializers.IntegerField(min_value=0)
    per_minute_minor = serializers.IntegerField(min_value=0)
    free_until = serializers.DateTimeField(
        allow_null=True,
        help_text="From here it is charged. Null until we have heard that the driver is there and seen the car within "
        "300 m of the pickup; while it is null, a no-show costs nothing either.",
    )
    waited_s = serializers.IntegerField(min_value=0)
    charged_s = serializers.IntegerField(min_value=0)
    amount_minor = serializers.IntegerField(min_value=0)


class RideOut(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RideStatus.choices)
    category = serializers.ChoiceField(choices=Category.choices)
    pickup = RidePlace()
    dropoff = RidePlace()
    stops = RideStop(many=True)
    distance_m = serializers.IntegerField(min_value=0)
    duration_s = serializers.IntegerField(min_value=0)
    fare = RideFare()
    fee = RideFare(allow_null=True, help_text="What is paid in the fare's place, canceled too late.")
    net_minor = serializers.IntegerField(
        allow_null=True, help_text="For the driver: what they keep of the fare or the fee, without the tip."
    )
    waiting = RideWaiting(allow_null=True)
    pin = serializers.CharField(allow_null=True, help_text="For the rider, until the trip has started.")
    rider = RideRider()
    guest = RideGuest(allow_null=True)
    driver = RideDriver(allow_null=True)
    pickup_eta_s = serializers.IntegerField(allow_null=True, min_value=0)
    queued = serializers.BooleanField(help_text="The driver ends another ride first.")
    rematched = serializers.IntegerField(min_value=0, help_text="Drivers who gave the ride up; it was matched again.")
    cancel_reason = serializers.ChoiceField(choices=CancelReason.choices, allow_null=True)
    scheduled_at = serializers.DateTimeField(
        allow_null=True, help_text="When to be picked up, null for now. Reserved ahead, it is `requested` at first."
    )
    requested_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    arriving_at = serializers.DateTimeField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class PastRideOut(RideOut):
    rated = serializers.BooleanField(help_text="I have given my stars.")
    tip_minor = serializers.IntegerField(allow_null=True, min_value=1, help_text="Promised by the rider.")


class CurrentRide(serializers.Serializer):
    ride = RideOut(allow_null=True)


class ReservedRides(serializers.Serializer):
    rides = RideOut(many=True)


class CancellationCost(serializers.Serializer):
    """What canceling costs now."""

    fee_minor = serializers.SerializerMethodField()
    fee = serializers.SerializerMethodField()
    reason = serializers.ChoiceField(choices=FeeReason.choices)
    explanation = serializers.SerializerMethodField()
    free_until = serializers.DateTimeField(allow_null=True, help_text="When it begins to cost.")
    free_from = serializers.DateTimeField(allow_null=True, help_text="When it is free again, if the driver is late.")

    def get_fee_minor(self, cancellation: Cancellation) -> int:
        return cancellation.fee.total_minor if cancellation.fee else 0

    @extend_schema_field(RideFare(allow_null=True))
    def get_fee(self, cancellation: Cancellation) -> dict | None:
        return cancellation.fee.describe() if cancellation.fee else None

    def get_explanation(self, cancellation: Cancellation) -> str:
        return str(FeeReason(cancellation.reason).label)


class ChangeQuoteOut(serializers.Serializer):
    """What the ride would cost with other places, until `expires_at`."""

    quote = serializers.CharField(help_text="The promise: give it back to change the ride.")
    fare = RideFare()
    difference_minor = serializers.IntegerField(help_text="More than was agreed, or less if negative.")
    distance_m = serializers.IntegerField(min_value=0)
    duration_s = serializers.IntegerField(min_value=0)
    expires_at = serializers.DateTimeField()
