"""What the doors of accounts take and give."""

import phonenumbers
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.fields import CodeField, TextField
from apps.accounts.contracts import AppealStatus, Role
from apps.accounts.models import Language, Person, RiderAppeal, RiderSuspension
from apps.accounts.services.tokens import MAX_TOKEN_LENGTH
from apps.accounts.states import SuspensionReason
from apps.kernel.fields import NameField, PhoneField


def _asked_language() -> str:
    return (get_language() or Language.FRENCH)[:2]


class CodeRequest(serializers.Serializer):
    phone = PhoneField()
    language = serializers.ChoiceField(Language.choices, default=_asked_language)

    def validate_phone(self, phone: str) -> str:
        """Messages abroad cost us and serve nobody."""
        if phonenumbers.region_code_for_number(phonenumbers.parse(phone)) not in settings.OTP_COUNTRIES:
            raise serializers.ValidationError(_("We do not serve this country yet."), "country")
        return phone


class CodeAsked(serializers.Serializer):
    challenge_id = serializers.UUIDField()
    expires_in_s = serializers.IntegerField(min_value=1)


class CodeAnswer(serializers.Serializer):
    challenge_id = serializers.UUIDField()
    code = CodeField()
    role = serializers.ChoiceField(Role.choices)


class SignedInPerson(serializers.ModelSerializer):
    phone = serializers.CharField(allow_null=True)

    class Meta:
        model = Person
        fields = ["id", "full_name", "phone", "language"]
        read_only_fields = fields


class RefreshRequest(serializers.Serializer):
    refresh = TextField(max_length=MAX_TOKEN_LENGTH)


class Tokens(serializers.Serializer):
    access = serializers.CharField()
    refresh = serializers.CharField()
    access_expires_in_s = serializers.IntegerField(min_value=1)


class WebSession(serializers.Serializer):
    role = serializers.ChoiceField(Role.choices)


class WebSignIn(serializers.Serializer):
    """As SignIn, without the refresh token: that one is a cookie."""

    access = serializers.CharField()
    access_expires_in_s = serializers.IntegerField(min_value=1)
    role = serializers.ChoiceField(Role.choices)
    person = SignedInPerson()


class SignIn(Tokens):
    role = serializers.ChoiceField(Role.choices)
    person = SignedInPerson()


class Profile(serializers.ModelSerializer):
    phone = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(Role.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))

    class Meta:
        model = Person
        fields = ["id", "full_name", "phone", "email", "language", "role", "roles"]


class ProfileChange(serializers.Serializer):
    full_name = NameField(max_length=120, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)


class Ticket(serializers.Serializer):
    ticket = serializers.CharField()
    url = serializers.CharField()
    expires_in_s = serializers.IntegerField(min_value=1)


class RiderAppealIn(serializers.Serializer):
    text = TextField(min_length=1, max_length=2000, multiline=True)


class RiderAppealOut(serializers.ModelSerializer):
    status = serializers.ChoiceField(AppealStatus.choices)

    class Meta:
        model = RiderAppeal
        fields = ["id", "text", "status", "answer", "submitted_at", "decided_at"]


class RiderSuspensionOut(serializers.ModelSerializer):
    reason = serializers.ChoiceField(SuspensionReason.choices)
    title = serializers.CharField(source="get_reason_display", help_text="The reason in the caller's language.")
    since = serializers.DateTimeField(source="at")
    appeal = serializers.SerializerMethodField()

    class Meta:
        model = RiderSuspension
        fields = ["id", "reason", "title", "note", "since", "appeal"]

    @extend_schema_field(RiderAppealOut(allow_null=True))
    def get_appeal(self, suspension: RiderSuspension) -> dict | None:
        appeal = getattr(suspension, "appeal", None)
        return RiderAppealOut(appeal).data if appeal else None


class RiderStandingOut(serializers.Serializer):
    suspension = RiderSuspensionOut(allow_null=True)
