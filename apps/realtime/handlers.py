"""Signing out ends sockets too: each process looks these rows up in its sweep."""

from uuid import UUID

from apps.accounts.events import SessionsEnded
from apps.kernel.events import handles
from apps.realtime.services.sessions import end_sockets


@handles(SessionsEnded)
def close_sockets(event: SessionsEnded) -> None:
    end_sockets(person_id=UUID(event.person_id), family_id=UUID(event.family_id) if event.family_id else None)
