"""What goes over the wire."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.contracts import AppealStatus
from apps.fleet.models import Appeal, DriverApplication, DriverDocument, Shift, Suspension, Vehicle
from apps.fleet.selectors.documents import MISSING
from apps.fleet.states import (
    ApplicationStatus,
    DocumentKind,
    DocumentStatus,
    EndReason,
    GateCode,
    HotspotSource,
    IncentiveKind,
    IncentivePeriod,
    ProgressStatus,
    SuspensionReason,
    VehicleStatus,
)
from apps.geo.contracts import Category, Point
from apps.kernel import clock
from apps.kernel.fields import IdField, MomentField, NameField, TextField


class PositionIn(serializers.Serializer):
    """Degrees; `at` on the client's city clock; `heading` in degrees clockwise from north."""

    lat = serializers.FloatField()
    lng = serializers.FloatField()
    at = MomentField()
    heading = serializers.FloatField(required=False, allow_null=True)
    speed_mps = serializers.FloatField(required=False, allow_null=True)


class ShiftOut(serializers.ModelSerializer):
    """`end_reason`: why it ends with the current run; empty while it goes on."""

    end_reason = serializers.ChoiceField(EndReason.choices, allow_blank=True)

    class Meta:
        model = Shift
        fields = ["id", "started_at", "occupied", "end_reason"]


class VehicleOut(serializers.Serializer):
    plate = serializers.CharField()
    make = serializers.CharField()
    model = serializers.CharField()
    colour = serializers.CharField()
    category = serializers.CharField()


class ReasonOut(serializers.Serializer):
    """A gate that is shut. Of a document: its kind, its vehicle's plate, and since when it stands in the way."""

    code = serializers.ChoiceField(GateCode.choices)
    title = serializers.CharField()
    detail = serializers.CharField(required=False)
    kind = serializers.ChoiceField(DocumentKind.choices, required=False)
    vehicle = serializers.CharField(required=False)
    since = serializers.DateField(required=False)


class DriverOut(serializers.Serializer):
    driver_id = serializers.UUIDField()
    full_name = serializers.CharField()
    status = serializers.CharField()
    rating = serializers.FloatField()
    online = serializers.BooleanField()
    vehicle = VehicleOut(allow_null=True)
    shift = ShiftOut(allow_null=True)
    refusals = ReasonOut(many=True, help_text="Why I cannot go online; empty when I can.")


# Documents


class DocumentIn(serializers.Serializer):
    kind = serializers.ChoiceField(DocumentKind.choices)
    file = serializers.FileField()
    number = TextField(max_length=40, required=False, allow_blank=True, default="")
    expires_on = serializers.DateField(required=False)


class VehicleDocumentIn(DocumentIn):
    vehicle_id = IdField(required=False, help_text="For a document of a vehicle.")


class DocumentOut(serializers.ModelSerializer):
    vehicle_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = DriverDocument
        fields = ["id", "kind", "vehicle_id", "status", "number", "expires_on", "media_type", "submitted_at"]


class DocumentSlotOut(serializers.Serializer):
    """A document that is asked of me. The one that counts is `document_id`; a newer one that waits, `waiting_id`."""

    kind = serializers.ChoiceField(DocumentKind.choices)
    title = serializers.CharField()
    needs_expiry = serializers.BooleanField()
    vehicle_id = serializers.UUIDField(allow_null=True)
    plate = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField([(MISSING, MISSING), *DocumentStatus.choices])
    document_id = serializers.UUIDField(allow_null=True)
    number = serializers.CharField(allow_blank=True)
    expires_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    waiting_id = serializers.UUIDField(allow_null=True)


class DocumentsOut(serializers.Serializer):
    documents = DocumentSlotOut(many=True)


# Vehicles


class VehicleIn(serializers.Serializer):
    plate = NameField(max_length=20)
    make = NameField(max_length=40)
    model = NameField(max_length=40)
    colour = NameField(max_length=30)
    category = serializers.ChoiceField(Category.choices)
    seats = serializers.IntegerField(min_value=1, max_value=20)
    year = serializers.IntegerField(min_value=1950, max_value=2100)

    def validate_plate(self, plate: str) -> str:
        """One spelling, so that one car is not registered twice."""
        signs = [sign for sign in plate if sign not in " -.\u00b7"]
        if not 4 <= len(signs) <= 15 or not all(map(str.isalnum, signs)):
            raise serializers.ValidationError(_("A plate has 4 to 15 letters and digits."))
        return " ".join(plate.upper().split())

    def validate_year(self, year: int) -> int:
        if year > (last := clock.now().year + 1):
            raise serializers.ValidationError(_("At most %(year)s.") % {"year": last})
        return year


class MyVehicleOut(serializers.ModelSerializer):
    status = serializers.ChoiceField(VehicleStatus.choices)
    reason = serializers.CharField(source="get_reason_display", allow_blank=True)

    class Meta:
        model = Vehicle
        fields = ["id", "plate", "make", "model", "colour", "category", "also_serves", "seats", "year", "status"]
        fields += ["reason", "note", "active"]


class VehiclesOut(serializers.Serializer):
    vehicles = MyVehicleOut(many=True)


class AlsoServes(serializers.Serializer):
    categories = serializers.ListField(child=serializers.ChoiceField(Category.choices), max_length=10)


# Applications


class ApplicationIn(serializers.Serializer):
    zone = TextField(max_length=60, help_text="Slug of the zone to drive in.")
    vehicle = VehicleIn()


class ApplicationOut(serializers.Serializer):
    id = serializers.UUIDField(source="application.id")
    status = serializers.ChoiceField(ApplicationStatus.choices, source="application.status")
    zone = serializers.CharField(source="zone.slug")
    zone_name = serializers.CharField(source="zone.name")
    vehicle = MyVehicleOut(source="application.vehicle")
    reason = serializers.SerializerMethodField()
    note = serializers.CharField(source="application.note", allow_blank=True)
    created_at = serializers.DateTimeField(source="application.created_at")
    submitted_at = serializers.DateTimeField(source="application.submitted_at", allow_null=True)
    decided_at = serializers.DateTimeField(source="application.decided_at", allow_null=True)
    documents = DocumentSlotOut(many=True)

    def get_reason(self, shown: dict) -> str:
        application: DriverApplication = shown["application"]
        return str(application.get_reason_display()) if application.reason else ""


# Pairs


class FavouriteIn(serializers.Serializer):
    driver_id = IdField()


class BlockIn(serializers.Serializer):
    driver_id = IdField()
    reason = TextField(max_length=200, required=False, allow_blank=True, default="")


class BlockRiderIn(serializers.Serializer):
    rider_id = IdField()
    reason = TextField(max_length=200, required=False, allow_blank=True, default="")


class PairedDriverOut(serializers.Serializer):
    driver_id = serializers.UUIDField()
    full_name = serializers.CharField()
    rating = serializers.FloatField()
    vehicle = VehicleOut(allow_null=True)
    since = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class PairedDriversOut(serializers.Serializer):
    drivers = PairedDriverOut(many=True)


class PairedRiderOut(serializers.Serializer):
    rider_id = serializers.UUIDField()
    first_name = serializers.CharField()
    since = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class PairedRidersOut(serializers.Serializer):
    riders = PairedRiderOut(many=True)


# How the shift shall end, and where to wait meanwhile


class SpotIn(serializers.Serializer):
    """Degrees WGS84."""

    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)

    def validate(self, attrs: dict) -> Point:
        return Point(**attrs)


class SpotOut(serializers.Serializer):
    lat = serializers.FloatField()
    lng = serializers.FloatField()


class HomeIn(serializers.Serializer):
    """Without `place`, the place of the last time."""

    on = serializers.BooleanField()
    place = SpotIn(required=False)


class HomeOut(serializers.Serializer):
    on = serializers.BooleanField()
    place = SpotOut(allow_null=True)
    uses_a_day = serializers.IntegerField()
    uses_left = serializers.IntegerField()


class LastTripIn(serializers.Serializer):
    on = serializers.BooleanField()


class LastTripOut(serializers.Serializer):
    """No shift any more: there was no trip to wait for."""

    shift = ShiftOut(allow_null=True)


class QueueStandingOut(serializers.Serializer):
    """`position` 1 is next; null while I am not seen there, or on a trip."""

    place_id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)
    waiting = serializers.IntegerField()
    joined_at = serializers.DateTimeField()
    declines = serializers.IntegerField()
    declines_allowed = serializers.IntegerField()
    kept_until = serializers.DateTimeField()


class QueueOut(serializers.Serializer):
    turn = QueueStandingOut(allow_null=True)


class HotspotOut(serializers.Serializer):
    id = serializers.UUIDField()
    centre = SpotOut()
    radius_m = serializers.IntegerField()
    note = serializers.CharField()
    marked_by = serializers.ChoiceField(HotspotSource.choices, source="source")
    ends_at = serializers.DateTimeField()


class HotspotsOut(serializers.Serializer):
    hotspots = HotspotOut(many=True)


# Standing


class AppealIn(serializers.Serializer):
    text = TextField(min_length=1, max_length=2000, multiline=True)


class AppealOut(serializers.ModelSerializer):
    status = serializers.ChoiceField(AppealStatus.choices)

    class Meta:
        model = Appeal
        fields = ["id", "text", "status", "answer", "submitted_at", "decided_at"]


class SuspensionOut(serializers.ModelSerializer):
    reason = serializers.ChoiceField(SuspensionReason.choices)
    title = serializers.CharField(source="get_reason_display")
    since = serializers.DateTimeField(source="at")
    appeal = serializers.SerializerMethodField()

    class Meta:
        model = Suspension
        fields = ["id", "reason", "title", "note", "since", "appeal"]

    @extend_schema_field(AppealOut(allow_null=True))
    def get_appeal(self, suspension: Suspension) -> dict | None:
        appeal = getattr(suspension, "appeal", None)
        return AppealOut(appeal).data if appeal else None


class StandingOut(serializers.Serializer):
    suspension = SuspensionOut(allow_null=True)


# Incentives


class IncentiveOut(serializers.Serializer):
    """Amounts in minor units. Of a guarantee, `amount` is for an hour online."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(IncentiveKind.choices)
    name = serializers.CharField()
    period = serializers.ChoiceField(IncentivePeriod.choices)
    window_start = serializers.DateTimeField()
    window_end = serializers.DateTimeField()
    trips_needed = serializers.IntegerField()
    amount = serializers.IntegerField()
    currency = serializers.CharField()
    trips = serializers.IntegerField()
    fare_minor = serializers.IntegerField()
    online_s = serializers.IntegerField()
    guaranteed_minor = serializers.IntegerField()
    status = serializers.ChoiceField(ProgressStatus.choices)
    earned_minor = serializers.IntegerField()


class IncentivesOut(serializers.Serializer):
    current = IncentiveOut(many=True)
    decided = IncentiveOut(many=True)
