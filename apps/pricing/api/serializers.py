"""What a quote's request and answer look like."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.geo.contracts import Category, EtaSource, Point
from apps.kernel.money import DIGITS
from apps.pricing.contracts import LINE_LABELS, Quote


class DegreesField(serializers.FloatField):
    """A JSON number. Text, booleans and NaN are refused; the limits refuse infinities."""

    def to_internal_value(self, data: object) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data:
            self.fail("invalid")
        try:
            return float(data)
        except OverflowError:  # a whole number of hundreds of digits
            self.fail("invalid")


class PointIn(serializers.Serializer):
    lat = DegreesField(min_value=-90, max_value=90)
    lng = DegreesField(min_value=-180, max_value=180)

    def to_internal_value(self, data: object) -> Point:
        return Point(**super().to_internal_value(data))


class QuotesIn(serializers.Serializer):
    pickup = PointIn()
    dropoff = PointIn()
    category = serializers.ChoiceField(
        choices=Category.choices, required=False, help_text=_("Without it, every category of the zone.")
    )


class FareLineOut(serializers.Serializer):
    code = serializers.ChoiceField(choices=list(LINE_LABELS))
    label = serializers.CharField(help_text="In the caller's language.")  # type: ignore[assignment]
    quantity = serializers.CharField(help_text="Decimal text.")
    unit = serializers.ChoiceField(choices=["trip", "km", "min"])
    rate_minor = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    amount = serializers.CharField(help_text="In major units, decimal text.")


class FareOut(serializers.Serializer):
    """The lines sum to the total, exactly."""

    currency = serializers.ChoiceField(choices=list(DIGITS))
    total_minor = serializers.IntegerField(min_value=0)
    total = serializers.CharField(help_text="In major units, decimal text.")
    lines = FareLineOut(many=True)
    tariff_version_id = serializers.UUIDField()
    surge = serializers.CharField(help_text="Multiplier, decimal text.")


class QuoteOut(serializers.Serializer):
    quote = serializers.CharField(help_text="The promise itself: send it back to order the ride.")
    id = serializers.UUIDField()
    category = serializers.ChoiceField(choices=Category.choices)
    expires_at = serializers.DateTimeField()
    distance_m = serializers.IntegerField(min_value=0, help_text="By road.")
    duration_s = serializers.IntegerField(min_value=0)
    eta_source = serializers.ChoiceField(
        choices=EtaSource.values, help_text="builtin, learned: an estimate from distance and hour, not a route."
    )
    fare = FareOut()


class QuotesOut(serializers.Serializer):
    quotes = QuoteOut(many=True)


def quote_document(quote: Quote, token: str) -> dict:
    return {
        "quote": token,
        "id": str(quote.id),
        "category": quote.category,
        "expires_at": quote.expires_at.isoformat(),
        "distance_m": quote.distance_m,
        "duration_s": quote.duration_s,
        "eta_source": quote.eta_source,
        "fare": quote.breakdown.describe(),
    }
