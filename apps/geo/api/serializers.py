"""What geo's REST answers look like."""

from rest_framework import serializers

from apps.geo.contracts import ZoneInfo


class PointOut(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)


class PolygonOut(serializers.Serializer):
    """GeoJSON geometry, [longitude, latitude]."""

    type = serializers.ChoiceField(choices=["Polygon", "MultiPolygon"])
    coordinates = serializers.ListField(
        help_text="Rings of [longitude, latitude]; of a MultiPolygon, polygons of rings."
    )


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
    }
