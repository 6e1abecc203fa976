"""Sign-in by one-time code.

The code is a keyed HMAC of the challenge's id: it is never stored, whoever sends it recomputes it. A try is counted
before the code is looked at, and success uses the challenge up; both by conditional update, so a race gains nothing.
"""

import hmac
import ipaddress
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import STAFF_ROLES, Code, Role
from apps.accounts.events import CodeRequested
from apps.accounts.models import AuditLine, OtpChallenge, Person, RoleGrant
from apps.accounts.services.persons import grant_role
from apps.accounts.services.tokens import TokenPair, issue_tokens
from apps.kernel import clock, events, redis
from apps.kernel.problems import TITLES, Problem
from apps.kernel.throttling import hit

DIGITS = 6
HOUR_S = 3_600

log = structlog.get_logger(__name__)


class TooManyCodes(Problem):
    status = 429
    slug = "too-many-codes"
    title = _("Too many codes were asked for. Try again later.")


class CodesUnavailable(Problem):
    """The counters are down, or the whole product is over its cap. Codes that nobody counts are not given out."""

    status = 503
    slug, title = TITLES[503]


class CodeInvalid(Problem):
    """The same answer for an unknown, expired, used or exhausted challenge and for a wrong code."""

    status = 401
    slug = "code-invalid"
    title = _("This code is wrong or no longer valid.")


class RoleNotHeld(Problem):
    status = 403
    slug = "role-not-held"
    title = _("You do not have this role.")


class PersonSuspended(Problem):
    status = 403
    slug = "person-suspended"
    title = _("This account is suspended. Contact support.")


def request_code(*, phone: str, language: str, address: str) -> Code:
    """Start a challenge for an E.164 `phone`, known or not, asked for from IP `address`.

    Raises TooManyCodes and CodesUnavailable, with `retry_after_s` when a limit was reached.
    """
    _count(phone, address)
    now = clock.wall()
    with transaction.atomic():
        challenge = OtpChallenge.objects.create(
            phone=phone, language=language, created_at=now, expires_at=now + timedelta(seconds=settings.OTP_LIFETIME_S)
        )
        events.publish(CodeRequested(challenge_id=str(challenge.id)))
    return Code(challenge.id, phone, language, challenge.expires_at)


def one_time_code(challenge_id: UUID) -> str:
    """The six digits that answer a challenge."""
    digest = salted_hmac("apps.accounts.one_time_code", str(challenge_id), algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"


def verify_code(*, challenge_id: UUID, code: str, role: str) -> TokenPair:
    """Sign in as `role`. A number nobody has becomes a new rider. Raises CodeInvalid, RoleNotHeld, PersonSuspended."""
    counted = _valid(challenge_id).filter(tries__lt=settings.OTP_TRIES).update(tries=F("tries") + 1)
    matches = hmac.compare_digest(one_time_code(challenge_id).encode(), code.encode())
    if not (counted and matches):
        raise CodeInvalid()
    with transaction.atomic():
        if not _valid(challenge_id).update(used_at=clock.wall()):
            raise CodeInvalid()
        person = _person_in(role, OtpChallenge.objects.get(id=challenge_id))
        return issue_tokens(person, role)


def _valid(challenge_id: UUID) -> QuerySet[OtpChallenge]:
    return OtpChallenge.objects.filter(id=challenge_id, used_at=None, expires_at__gt=clock.wall())


def _person_in(role: str, challenge: OtpChallenge) -> Person:
    if role == Role.RIDER:
        newcomer = {"language": challenge.language, "password": make_password(None)}
        person, _new = Person.objects.get_or_create(phone=challenge.phone, defaults=newcomer)
        _let_ride(person)
    else:
        person = _holder(role, challenge)
    if not person.is_active:
        raise PersonSuspended()
    return person


def _let_ride(person: Person) -> None:
    """Anybody may become a rider by signing in, once: from whom the role was withdrawn, it stays withdrawn."""
    if RoleGrant.objects.filter(person=person, role=Role.RIDER).exists():
        return
    withdrawn = AuditLine.objects.filter(subject=f"person:{person.pk}", action="role.withdrawn")
    if withdrawn.filter(details__role=Role.RIDER).exists():
        raise RoleNotHeld()
    grant_role(person, Role.RIDER, actor_id=person.pk)


def _holder(role: str, challenge: OtpChallenge) -> Person:
    """Staff come in by password and second factor, never by a code on a phone."""
    grant = RoleGrant.objects.filter(person__phone=challenge.phone, role=role).select_related("person").first()
    if grant is None or role in STAFF_ROLES:
        raise RoleNotHeld()
    return grant.person


def _count(phone: str, address: str) -> None:
    """The address is counted first: one that is over its limit cannot use up somebody else's codes, nor everybody's."""
    try:
        wait_s = hit(f"otp-from:{_network(address)}", settings.OTP_LIMIT_PER_IP_PER_HOUR, HOUR_S) or hit(
            f"otp-to:{phone}", settings.OTP_LIMIT_PER_PHONE_PER_HOUR, HOUR_S
        )
        all_wait_s = 0 if wait_s else hit("otp", settings.OTP_LIMIT_PER_HOUR, HOUR_S)
    except redis.Unavailable as error:
        raise CodesUnavailable() from error
    if wait_s:
        raise TooManyCodes(retry_after_s=wait_s)
    if all_wait_s:
        log.error("codes_capped", limit=settings.OTP_LIMIT_PER_HOUR, wait_s=all_wait_s)
        raise CodesUnavailable(retry_after_s=all_wait_s)


def _network(address: str) -> str:
    """An IPv6 customer holds a /64; each of its addresses must not count anew."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
