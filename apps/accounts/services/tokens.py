"""Signed tokens in families.

A sign-in makes a family. Its access tokens live minutes; its refresh token works once and makes the next. A refresh
token that comes back a second time was copied, so the whole family ends (RFC 9700, section 4.14.2). Ending a family,
suspending the person, withdrawing the role or moving the person's `not_before` takes effect at the next request.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import jwt
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token

from apps.accounts.contracts import Identity
from apps.accounts.events import SessionsEnded
from apps.accounts.models import Person, RoleGrant, TokenFamily
from apps.accounts.services.audit import audit
from apps.kernel import clock, events
from apps.kernel.problems import TITLES, Problem

AnyToken = TypeVar("AnyToken", bound=Token)
MAX_TOKEN_LENGTH = 2_048
CLAIMS = ["exp", "iat", "jti", "sub", "role", "family"]


class NotAuthenticated(Problem):
    status = 401
    slug, title = TITLES[401]


class RefreshInvalid(Problem):
    """The refresh token is forged, expired, already used, or its family has ended: the caller is not told which."""

    status = 401
    slug = "refresh-invalid"
    title = _("Your session has ended. Sign in again.")


@dataclass(frozen=True)
class TokenPair:
    access: str
    refresh: str
    access_expires_in_s: int
    role: str
    person: Person


@dataclass(frozen=True)
class SignedIn:
    person: Person
    identity: Identity


class _Signature(TokenBackend):
    """Checks signature, issuer and audience. Times are the token's to check, by the kernel's wall clock."""

    def decode(self, token: Any, verify: bool = True) -> dict:
        try:
            return jwt.decode(
                token,
                self.get_verifying_key(token),
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                options={"verify_exp": False, "verify_iat": False, "require": CLAIMS},
            )
        except (jwt.InvalidTokenError, RecursionError) as error:
            raise TokenBackendError("Token is invalid") from error


@cache
def _signature() -> _Signature:
    return _Signature(
        api_settings.ALGORITHM,
        api_settings.SIGNING_KEY or settings.SECRET_KEY,  # simplejwt itself does not fall back on an explicit None
        api_settings.VERIFYING_KEY,
        api_settings.AUDIENCE,
        api_settings.ISSUER,
    )


class _OnOurClock:
    """simplejwt reads the machine's time into `current_time`; a token of ours always answers with the kernel's."""

    @property
    def current_time(self) -> datetime:
        return clock.wall()

    @current_time.setter
    def current_time(self, machine_time: datetime) -> None:
        pass

    def get_token_backend(self) -> TokenBackend:
        return _signature()


class Access(_OnOurClock, Token):
    token_type = "access"  # noqa: S105  a kind, not a secret
    lifetime = settings.ACCESS_TOKEN_LIFETIME


class Refresh(_OnOurClock, Token):
    token_type = "refresh"  # noqa: S105  a kind, not a secret
    lifetime = settings.REFRESH_TOKEN_LIFETIME


def issue_tokens(person: Person, role: str) -> TokenPair:
    """Start a family: `person` is signed in as `role` from now. That they hold it, the caller has checked."""
    now = clock.wall()
    token = Refresh()
    family = TokenFamily.objects.create(
        person=person,
        role=role,
        current=_digest(token),
        created_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return _pair(family, token)


def authenticate(access: str) -> SignedIn:
    """Who the bearer of `access` is, in one query. Raises NotAuthenticated."""
    token = _read(Access, access)
    if token is None:
        raise NotAuthenticated()
    family = _alive(token["family"], token["sub"])
    if family is None or family.role != token["role"]:
        raise NotAuthenticated()
    person = family.person
    return SignedIn(person, Identity(person.id, family.role, family.id, person.language))


def is_signed_in(identity: Identity) -> bool:
    """Whether the sign-in `identity` came of still counts, in its role. One query."""
    family = _alive(str(identity.family_id), str(identity.person_id))
    return family is not None and family.role == identity.role


def refresh(refresh_token: str) -> TokenPair:
    """Trade a refresh token for the next pair. Of two that come with the same token one wins, by conditional update;
    the other is a replay and ends the family. Raises RefreshInvalid."""
    old = _read(Refresh, refresh_token)
    family = _alive(old["family"], old["sub"]) if old else None
    if old is None or family is None:
        raise RefreshInvalid()
    now, new = clock.wall(), Refresh()
    # Only columns of this row: with a join PostgreSQL would let both of two concurrent updates match.
    unused = TokenFamily.objects.filter(id=family.id, current=_digest(old), ended_at=None)
    expires_at = now + settings.REFRESH_TOKEN_LIFETIME
    if not unused.update(current=_digest(new), refreshed_at=now, expires_at=expires_at):
        _end_replayed(family)
        raise RefreshInvalid()
    return _pair(family, new)


def sign_out(refresh_token: str) -> None:
    """End the family of `refresh_token`; one that has ended already stays so. A forged one raises RefreshInvalid."""
    token = _read(Refresh, refresh_token)
    if token is None:
        raise RefreshInvalid()
    with transaction.atomic():
        if end_families(Q(id=token["family"], person=token["sub"]), reason="signed_out"):
            events.publish(SessionsEnded(person_id=token["sub"], family_id=token["family"]))


def revoke_all(*, person_id: UUID, actor_id: UUID | None, reason: str = "revoked") -> None:
    """End every sign-in of a person, on phones and in browsers: nothing issued until now works any more."""
    with transaction.atomic():
        Person.objects.filter(id=person_id).update(not_before=clock.wall())
        end_families(Q(person=person_id), reason=reason)
        audit(actor_id, "sessions.revoked", f"person:{person_id}")
        events.publish(SessionsEnded(person_id=str(person_id)))


def end_families(which: Q, *, reason: str) -> int:
    return TokenFamily.objects.filter(which, ended_at=None).update(ended_at=clock.wall(), reason=reason)


def _alive(family_id: str, person_id: str) -> TokenFamily | None:
    """The family with its person, if its tokens still count. One query."""
    family = next(iter(_families().filter(id=family_id, person=person_id)), None)
    if family is None or family.ended_at or not family.held or not family.person.is_active:
        return None
    not_before = family.person.not_before
    return None if not_before and family.created_at < not_before else family


@cache
def _families() -> QuerySet[Any]:
    """Each with its person, and whether the role is still held. Made once: making it costs more than asking it."""
    held = RoleGrant.objects.filter(person=OuterRef("person"), role=OuterRef("role"))
    return TokenFamily.objects.select_related("person").annotate(held=Exists(held))


def _end_replayed(family: TokenFamily) -> None:
    with transaction.atomic():
        if end_families(Q(id=family.id), reason="replayed"):
            audit(None, "refresh.replayed", f"person:{family.person_id}", family=str(family.id))
            events.publish(SessionsEnded(person_id=str(family.person_id), family_id=str(family.id)))


def _read(kind: type[AnyToken], encoded: Any) -> AnyToken | None:
    """The token if it is ours, of that kind and not expired."""
    if len(encoded) > MAX_TOKEN_LENGTH:
        return None
    try:
        return kind(encoded)
    except TokenError:
        return None


def _pair(family: TokenFamily, refresh_token: Refresh) -> TokenPair:
    access = Access()
    for token in (access, refresh_token):
        token["sub"] = str(family.person_id)
        token["role"] = family.role
        token["family"] = str(family.id)
    lifetime_s = int(settings.ACCESS_TOKEN_LIFETIME.total_seconds())
    return TokenPair(str(access), str(refresh_token), lifetime_s, family.role, family.person)


def _digest(token: Token) -> str:
    return hashlib.sha256(token["jti"].encode()).hexdigest()
