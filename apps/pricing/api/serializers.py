"""What a quote's request and answer look like."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.geo.contracts import Category, EtaSource, PauseReason, Point
from apps.kernel.fields import DegreesField, MomentField
from apps.kernel.money import DIGITS
from apps.pricing.contracts import LINE_LABELS, LINE_UNITS, MOST_STOPS, CancellationTerms, Quote
from apps.pricing.services import QuoteTerms


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
    stops = serializers.ListField(
        child=PointIn(), max_length=MOST_STOPS, required=False, help_text=_("On the way, in order.")
    )
    scheduled_at = MomentField(required=False, allow_null=True, help_text=_("When to be picked up. Without it, now."))
    promo_code = serializers.CharField(max_length=40, required=False, allow_blank=True)


class FareLineOut(serializers.Serializer):
    code = serializers.ChoiceField(choices=list(LINE_LABELS))
    label = serializers.CharField(help_text="In the caller's language.")  # type: ignore[assignment]
    quantity = serializers.CharField(help_text="Decimal text.")
    unit = serializers.ChoiceField(choices=LINE_UNITS, help_text="times: the quantity is a share of the rate.")
    rate_minor = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    amount = serializers.CharField(help_text="In major units, decimal text.")
    detail = serializers.CharField(allow_blank=True, help_text="How the amount came about, in the caller's language.")
    policy_version_id = serializers.CharField(
        allow_blank=True, help_text="Of the tariff, surge setting, promotion or cancellation policy behind the line."
    )


class FareOut(serializers.Serializer):
    """The lines sum to the total, exactly."""

    currency = serializers.ChoiceField(choices=list(DIGITS))
    total_minor = serializers.IntegerField(min_value=0)
    total = serializers.CharField(help_text="In major units, decimal text.")
    lines = FareLineOut(many=True)
    tariff_version_id = serializers.UUIDField()
    surge = serializers.CharField(help_text="Multiplier, decimal text.")


class WaitingOut(serializers.Serializer):
    free_s = serializers.IntegerField(min_value=0)
    per_minute_minor = serializers.IntegerField(min_value=0)


class CancellationOut(serializers.Serializer):
    """Free until `grace_s` after a driver accepted, and when the driver is more than `late_s` late."""

    policy_version_id = serializers.UUIDField()
    grace_s = serializers.IntegerField(min_value=0)
    late_s = serializers.IntegerField(min_value=0)
    no_show_wait_s = serializers.IntegerField(min_value=0)
    fee_minor = serializers.IntegerField(min_value=0)
    no_show_fee_minor = serializers.IntegerField(min_value=0)


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
    pickup_eta_s = serializers.IntegerField(
        allow_null=True, min_value=0, help_text="Of the nearest free car; null when none is known to be near."
    )
    scheduled_at = serializers.DateTimeField(allow_null=True)
    promo_code = serializers.CharField(allow_blank=True, help_text="As it was taken off; blank where it was not.")
    fare = FareOut()
    waiting = WaitingOut()
    cancellation = CancellationOut(allow_null=True)
    holiday = serializers.CharField(allow_blank=True, help_text="The public holiday that is charged, by name.")


class UnavailableOut(serializers.Serializer):
    category = serializers.ChoiceField(choices=Category.choices)
    reason_code = serializers.ChoiceField(choices=PauseReason.choices)
    reason = serializers.CharField(help_text="In the caller's language.")
    until = serializers.DateTimeField(allow_null=True, help_text="Null: until further notice.")
    detail = serializers.CharField(help_text="Both as a sentence, on the zone's clock, in the caller's language.")


class QuotesOut(serializers.Serializer):
    quotes = QuoteOut(many=True)
    unavailable = UnavailableOut(
        many=True, help_text="Categories of the zone that are paused; empty where one category was asked for."
    )


class HexagonOut(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Polygon"])
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.FloatField())),
        help_text="One closed ring of [longitude, latitude].",
    )


class HeatOut(serializers.Serializer):
    cell = serializers.CharField(help_text="H3 index, resolution 8.")
    demand = serializers.IntegerField(min_value=0, max_value=3)
    supply = serializers.IntegerField(min_value=0, max_value=3)
    surge = serializers.CharField(help_text="Multiplier, decimal text.")


class HeatFeatureOut(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.CharField()
    geometry = HexagonOut()
    properties = HeatOut()


class HeatmapOut(serializers.Serializer):
    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = HeatFeatureOut(many=True)


def quote_document(quote: Quote, token: str, terms: QuoteTerms) -> dict:
    return {
        "quote": token,
        "id": str(quote.id),
        "category": quote.category,
        "expires_at": quote.expires_at.isoformat(),
        "distance_m": quote.distance_m,
        "duration_s": quote.duration_s,
        "eta_source": quote.eta_source,
        "pickup_eta_s": quote.pickup_eta_s,
        "scheduled_at": quote.scheduled_at.isoformat() if quote.scheduled_at else None,
        "promo_code": quote.promo_code,
        "fare": quote.breakdown.describe(),
        "waiting": {"free_s": terms.waiting.free_s, "per_minute_minor": terms.waiting.per_minute_minor},
        "cancellation": _cancellation(terms.cancellation) if terms.cancellation else None,
        "holiday": terms.holiday,
    }


def _cancellation(terms: CancellationTerms) -> dict:
    return {
        "policy_version_id": terms.policy_version_id,
        "grace_s": terms.grace_s,
        "late_s": terms.late_s,
        "no_show_wait_s": terms.no_show_wait_s,
        "fee_minor": terms.fee_minor,
        "no_show_fee_minor": terms.no_show_fee_minor,
    }
