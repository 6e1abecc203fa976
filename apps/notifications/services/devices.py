"""Browsers that take pushes."""

from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.notifications.models import Message, PushDevice

DEVICES_PER_PERSON = 10


class PushAddressRefused(Problem):
    """The address is not one of a push service we know: we call no address that somebody made up."""

    status = 422
    slug = "push-address-refused"
    title = _("This browser's push service is not supported.")


@transaction.atomic
def add_push_device(*, person_id: UUID, role: str, endpoint: str, p256dh: str, auth: str) -> PushDevice:
    """Remember a browser; the same address again is the same browser, whoever is signed in there now.

    Raises PushAddressRefused. Beyond DEVICES_PER_PERSON the oldest is forgotten.
    """
    parts = urlsplit(endpoint)
    if (
        parts.scheme != "https"
        or not _is_known(parts.hostname or "")
        or parts.username
        or parts.port not in (None, 443)
    ):
        raise PushAddressRefused()
    device, _new = PushDevice.objects.update_or_create(
        endpoint=endpoint, role=role, defaults={"person_id": person_id, "p256dh": p256dh, "auth": auth}
    )
    theirs = PushDevice.objects.filter(person_id=person_id, role=role).order_by("-id")
    forget(device_ids=list(theirs.values_list("id", flat=True))[DEVICES_PER_PERSON:])
    return device


def forget_push_device(*, person_id: UUID, role: str, endpoint: str) -> None:
    theirs = PushDevice.objects.filter(person_id=person_id, role=role, endpoint=endpoint)
    forget(device_ids=list(theirs.values_list("id", flat=True)))


@transaction.atomic
def forget(*, device_ids: Collection[UUID]) -> None:
    """These browsers, and what was on its way to them."""
    if device_ids:
        Message.objects.filter(device_id__in=device_ids).delete()
        PushDevice.objects.filter(id__in=device_ids).delete()


def _is_push_service(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    usual = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
    return usual and _is_known(parts.hostname or "")


def _is_known(host: str) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in settings.PUSH_SERVICES)
