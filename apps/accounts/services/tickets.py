"""Tickets that open one websocket, once, within seconds: tokens never travel in a socket's address."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from importlib import import_module
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from apps.accounts.contracts import Identity
from apps.accounts.models import RoleGrant
from apps.accounts.services.tokens import is_signed_in
from apps.kernel import ids, redis
from apps.kernel.problems import TITLES, Problem


class TicketsUnavailable(Problem):
    status = 503
    slug, title = TITLES[503]


def issue_ticket(identity: Identity, *, session_key: str = "") -> str:
    """A random ticket for `identity`, valid for settings.TICKET_LIFETIME. `session_key` is of the browser's session
    that asked, where there is no token family. Raises TicketsUnavailable."""
    ticket = ids.token()
    stored = json.dumps({**asdict(identity), "session_key": session_key}, default=str)
    try:
        redis.client().set(_key(ticket), stored, ex=settings.TICKET_LIFETIME)
    except redis.Unavailable as error:
        raise TicketsUnavailable() from error
    return ticket


async def redeem_ticket(
    ticket: str, *, in_thread: Callable[..., Callable[..., Awaitable[bool]]] = sync_to_async
) -> Identity | None:
    """Whose ticket it was, the first time it is shown and while they are signed in; None ever after.

    `in_thread` makes the question to the database one that the caller's loop may ask. Raises kernel.redis.Unavailable.
    """
    stored = await redis.async_client().getdel(_key(ticket))
    if stored is None:
        return None
    fields = json.loads(stored)
    session_key = fields.pop("session_key")
    identity = Identity(UUID(fields["person_id"]), fields["role"], UUID(fields["family_id"]), fields["language"])
    return identity if await in_thread(_still_in)(identity, session_key) else None


def _still_in(identity: Identity, session_key: str) -> bool:
    """Whether the sign-in the ticket came of still counts: it may have ended since."""
    return _has_session(identity, session_key) if session_key else is_signed_in(identity)


def _has_session(identity: Identity, session_key: str) -> bool:
    """As at the gateway's door for staff: a session that lives, of somebody who may watch in that role."""
    asked = HttpRequest()
    asked.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = get_user(asked)
    if person.pk != identity.person_id or not person.is_staff:
        return False
    return person.is_superuser or RoleGrant.objects.filter(person=identity.person_id, role=identity.role).exists()


def _key(ticket: str) -> str:
    return redis.key("ticket", hashlib.sha256(ticket.encode()).hexdigest())
