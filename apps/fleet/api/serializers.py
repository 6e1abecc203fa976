"""What goes over the wire."""

from rest_framework import serializers

from apps.fleet.models import Shift


class PositionIn(serializers.Serializer):
    """Degrees; `at` on the client's city clock; `heading` in degrees clockwise from north."""

    lat = serializers.FloatField()
    lng = serializers.FloatField()
    at = serializers.DateTimeField()
    heading = serializers.FloatField(required=False, allow_null=True)
    speed_mps = serializers.FloatField(required=False, allow_null=True)


class ShiftOut(serializers.ModelSerializer):
    class Meta:
        model = Shift
        fields = ["id", "started_at", "occupied"]


class VehicleOut(serializers.Serializer):
    plate = serializers.CharField()
    make = serializers.CharField()
    model = serializers.CharField()
    colour = serializers.CharField()
    category = serializers.CharField()


class DriverOut(serializers.Serializer):
    driver_id = serializers.UUIDField()
    full_name = serializers.CharField()
    status = serializers.CharField()
    rating = serializers.FloatField()
    online = serializers.BooleanField()
    vehicle = VehicleOut(allow_null=True)
    shift = ShiftOut(allow_null=True)
