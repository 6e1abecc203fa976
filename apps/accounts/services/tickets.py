"""Tickets that open one websocket, once, within seconds: tokens never travel in a socket's address."""

import hashlib
import json
from dataclasses import asdict
from uuid import UUID

from django.conf import settings

from apps.accounts.contracts import Identity
from apps.kernel import ids, redis
from apps.kernel.problems import TITLES, Problem


class TicketsUnavailable(Problem):
    status = 503
    slug, title = TITLES[503]


def issue_ticket(identity: Identity) -> str:
    """A random ticket for `identity`, valid for settings.TICKET_LIFETIME. Raises TicketsUnavailable."""
    ticket = ids.token()
    try:
        redis.client().set(_key(ticket), json.dumps(asdict(identity), default=str), ex=settings.TICKET_LIFETIME)
    except redis.Unavailable as error:
        raise TicketsUnavailable() from error
    return ticket


async def redeem_ticket(ticket: str) -> Identity | None:
    """Whose ticket it was, the first time it is shown; None ever after. Raises kernel.redis.Unavailable."""
    stored = await redis.async_client().getdel(_key(ticket))
    if stored is None:
        return None
    fields = json.loads(stored)
    return Identity(UUID(fields["person_id"]), fields["role"], UUID(fields["family_id"]), fields["language"])


def _key(ticket: str) -> str:
    return redis.key("ticket", hashlib.sha256(ticket.encode()).hexdigest())
