"""What messages say, in the reader's language."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext, override

from apps.accounts import services as accounts
from apps.notifications.models import Message


def compose(message: Message) -> str:
    if message.content is not None:
        return message.content["text"]
    with override(message.language):
        return _WRITERS[Message.Kind(message.kind)](message.reference)


def _one_time_code(challenge_id: UUID) -> str:
    text = gettext("%(code)s is your Superapp code. It is valid for %(minutes)d minutes. Never share it.")
    return text % {"code": accounts.one_time_code(challenge_id), "minutes": settings.OTP_LIFETIME_S // 60}


_WRITERS = {Message.Kind.ONE_TIME_CODE: _one_time_code}
