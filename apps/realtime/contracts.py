"""The wire: close codes and the frames a server sends. docs/api/realtime.md describes them for app developers."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum

from django.core.serializers.json import DjangoJSONEncoder

SUBPROTOCOL = "superapp.v1"
TICKET_PREFIX = "ticket."
PERSONAL_TOPIC = "me"
HEARTBEAT_S = 20
MAX_FRAME_BYTES = 8 * 1024


class Close(IntEnum):
    GOING_AWAY = 1001
    RESTART = 1012  # this process lost Redis or ends: reconnect and resume
    SLOW_READER = 1013
    UNREADABLE = 4400
    TICKET = 4401
    SILENT = 4408
    REPLACED = 4409
    FLOOD = 4429


def encode(frame: Mapping[str, object]) -> str:
    """One frame as compact JSON text, on one line."""
    return json.dumps(frame, cls=DjangoJSONEncoder, separators=(",", ":"), ensure_ascii=False)


def event_frame(*, seq: int, event: str, at: datetime, data: dict) -> dict:
    return {"type": "event", "topic": PERSONAL_TOPIC, "seq": seq, "event": event, "at": at.isoformat(), "data": data}


def ack(command_id: str, data: dict) -> dict:
    return {"type": "ack", "id": command_id, "ok": True, "data": data}


def refusal(command_id: str, problem: dict) -> dict:
    return {"type": "ack", "id": command_id, "ok": False, "problem": problem}
