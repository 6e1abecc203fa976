"""One command, from a socket or over REST: acknowledged always, done once, refused in the person's language."""

import hashlib
import json
import re
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import Identity
from apps.kernel import clock, idempotency, problems
from apps.realtime.contracts import ack, refusal
from apps.realtime.services import registry

OLDEST = timedelta(hours=24)
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_acted_at: ContextVar[datetime | None] = ContextVar("acted_at", default=None)

log = structlog.get_logger(__name__)


class UnknownCommand(problems.Problem):
    status = 404
    slug = "unknown-command"
    title = _("There is no such command.")


class CommandUnreadable(problems.Problem):
    status = 400
    slug = "command-unreadable"
    title = _("A command has an id of 8 to 64 letters, digits, dashes or underscores, a name, and data.")


class CommandTooOld(problems.Problem):
    """`oldest_s`: how many seconds a command may wait for a connection."""

    status = 422
    slug = "command-too-old"
    title = _("This happened too long ago to be taken now.")


class RoleNotAllowed(problems.Problem):
    status = 403
    slug = "role-not-allowed"
    title = _("Your role may not do this.")


def acted_at() -> datetime:
    """When the person gave the command that is being run: city time, never later than now.

    A phone without network keeps what its driver does and sends it later; an arrival was then, not now.
    """
    now = clock.now()
    return min(_acted_at.get() or now, now)


def run_command(identity: Identity, message: dict) -> dict:
    """Do `message` {id, command, data, at?} once and return its ack. Never raises; what is refused leaves no trace."""
    command_id = str(message.get("id", ""))[:64]
    with (
        translation.override(identity.language),
        structlog.contextvars.bound_contextvars(
            person=str(identity.person_id), role=identity.role, command=str(message.get("command"))[:60]
        ),
    ):
        try:
            return ack(command_id, _once(identity, message))
        except Exception as error:
            return refusal(command_id, problem_of(error))


def problem_of(error: Exception) -> dict:
    """The problem document of what was raised: counted (rule 8), or logged when the fault is ours."""
    document = problems.refusal_of(error)
    if document is None:
        log.exception("command_failed", exc_info=error)
        return problems.of_status(500)
    return document


def _once(identity: Identity, message: dict) -> dict:
    command_id, name, data = message.get("id"), message.get("command"), message.get("data", {})
    if not (isinstance(command_id, str) and isinstance(name, str) and isinstance(data, dict)):
        raise CommandUnreadable()
    if not _ID.fullmatch(command_id):
        raise CommandUnreadable()
    command, given_at = _command(name, identity.role), _given_at(message)

    def run() -> tuple[int, dict]:
        token = _acted_at.set(given_at)
        try:
            result = command.run(identity, _validated(command, data))
        finally:
            _acted_at.reset(token)
        return 200, json.loads(json.dumps(result or {}, cls=DjangoJSONEncoder))

    asked = {"role": identity.role, "command": name, "data": data}
    return idempotency.once(actor=f"person:{identity.person_id}", key=_key(command_id), request=asked, run=run).body


def _given_at(message: dict) -> datetime | None:
    """The frame's `at`. It is not part of what is asked: the same command sent again may not differ by it."""
    text = message.get("at")
    if text is None:
        return None
    try:
        at = text if isinstance(text, datetime) else datetime.fromisoformat(text)
        age = clock.now() - at
    except (TypeError, ValueError, OverflowError) as error:  # no text, no time, a time without its zone
        raise CommandUnreadable() from error
    if age > OLDEST:
        raise CommandTooOld(oldest_s=int(OLDEST.total_seconds()))
    return at


def _command(name: str, role: str) -> registry.Command:
    by_role = registry.commands.get(name)
    if by_role is None:
        raise UnknownCommand()
    if role not in by_role:
        raise RoleNotAllowed()
    return by_role[role]


def _validated(command: registry.Command, data: dict) -> dict:
    if command.serializer is None:
        return data
    serializer = command.serializer(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _key(command_id: str) -> str:
    """Apart from REST idempotency keys, and within their 64 characters."""
    key = f"ws-{command_id}"
    return key if len(key) <= 64 else "ws-" + hashlib.sha256(command_id.encode()).hexdigest()[:61]
