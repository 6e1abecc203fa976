"""What geo's REST answers look like."""

from rest_framework import serializers

from apps.geo import selectors
from apps.geo.contracts import Category, PauseInfo, PauseReason, ZoneInfo


class PointOut(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)


class PolygonOut(serializers.Serializer):
    """GeoJSON geometry, [longitude, latitude]."""

    type = serializers.ChoiceField(choices=["Polygon", "MultiPolygon"])
    coordinates = serializers.ListField(
        help_text="Rings of [longitude, latitude]; of a MultiPolygon, polygons of rings."
    )


class PauseOut(serializers.Serializer):
    categories = serializers.ListField(child=serializers.ChoiceField(choices=Category.choices))
    reason_code = serializers.ChoiceField(choices=PauseReason.choices)
    reason = serializers.CharField(help_text="In the caller's language.")
    detail = serializers.CharField(help_text="Both as a sentence, on the zone's clock, in the caller's language.")
    starts_at = serializers.DateTimeField(help_text="In the future: the pause is planned.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null: until further notice.")


class ZoneOut(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField(help_text="In the caller's language.")
    market = serializers.CharField(help_text="ISO 3166 country code.")
    currency = serializers.CharField(help_text="ISO 4217.")
    time_zone = serializers.CharField(help_text="IANA name.")
    centre = PointOut()
    bounds = serializers.ListField(
        child=serializers.FloatField(), min_length=4, max_length=4, help_text="West, south, east, north."
    )
    polygon = PolygonOut()
    demonstration = serializers.BooleanField(help_text="Drawn by the simulator around somebody's trips.")
    paused = serializers.ListField(
        child=serializers.ChoiceField(choices=Category.choices),
        help_text="Categories that take no requests at this moment.",
    )
    pauses = PauseOut(many=True, help_text="In force and planned, in the order in which they begin.")


class ZonesOut(serializers.Serializer):
    zones = ZoneOut(many=True)


def zone_document(zone: ZoneInfo) -> dict:
    return {
        "id": str(zone.id),
        "slug": zone.slug,
        "name": zone.name,
        "market": zone.market,
        "currency": zone.currency,
        "time_zone": zone.time_zone,
        "centre": zone.centre.as_dict(),
        "bounds": list(zone.bounds),
        "polygon": zone.polygon,
        "demonstration": zone.demonstration,
        "paused": sorted(selectors.paused_categories(zone.id)),
        "pauses": [_pause_document(pause) for pause in selectors.pauses_of(zone.id)],
    }


def _pause_document(pause: PauseInfo) -> dict:
    told = selectors.pause_told(pause)
    return {
        "categories": sorted(pause.categories),
        "starts_at": pause.starts_at.isoformat(),
        "ends_at": told.pop("until"),
        **told,
    }
