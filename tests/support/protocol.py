"""A pytest plugin (`-p tests.support.protocol`): docs/api/asyncapi.yaml against every frame of the suite.

Whatever this process sends to a socket, whatever command it accepts and what that answers is held against the document;
a test in which something differs, or is not described, fails at its end. Other processes' frames are checked by who
hears them: `check_heard`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from apps.realtime import contracts  # before any module takes `encode` by name

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "api" / "asyncapi.yaml"
HERE, SCHEMA = "http://superapp/docs/api/asyncapi.yaml", "http://superapp/api/schema/"
KINDS = {
    "welcome": "Welcome",
    "pong": "Pong",
    "ack": "Ack",
    "problem": "ProblemFrame",
    "event": "Event",
    "location": "Location",
    "snapshot": "Snapshot",
}
OF_TESTS = ("bread.", "test.")  # commands and events that a test invents; its topics are test:…

_differences: list[str] = []
_encode = contracts.encode


def _checked_encode(frame: Any) -> str:
    text = _encode(frame)
    check_heard(contracts.json.loads(text))
    return text


contracts.encode = _checked_encode


@pytest.fixture(autouse=True)
def _frames_are_as_described() -> Iterator[None]:
    _differences.clear()
    yield
    assert not _differences, "docs/api/asyncapi.yaml says otherwise:\n" + "\n".join(dict.fromkeys(_differences))


@pytest.fixture(autouse=True, scope="session")
def _commands_are_as_described(django_test_environment: None) -> Iterator[None]:
    from apps.realtime.services import commands

    once = commands._once

    def checked(identity: Any, message: dict) -> dict:
        answer = once(identity, message)
        _check_command(identity.role, message, answer)
        return answer

    commands._once = checked
    yield
    commands._once = once


def check_heard(frame: dict) -> None:
    """Note how a frame that a server sent differs from its description."""
    kind = frame.get("type", "")
    if kind not in KINDS:
        return _note(f"frame {kind!r} is not described")
    if str(frame.get("topic")).startswith("test:") or str(frame.get("event")).startswith(OF_TESTS):
        return None
    _hold(f"frame {kind}", f"#/components/schemas/{KINDS[kind]}", frame)
    if kind == "event":
        _check_event(frame)
    return None


def described() -> dict:
    """The document, parsed."""
    return _documents()[0]


def _check_event(frame: dict) -> None:
    name = frame["event"]
    if name not in described()["x-events"]:
        _note(f"event {name!r} is not described under x-events")
        return
    _hold(f"event {name}", f"#/x-events/{name}", frame["data"])


def _check_command(role: str, message: dict, answer: dict) -> None:
    name = message["command"]
    if name.startswith(OF_TESTS):
        return
    plain = contracts.json.loads(_encode(message))
    if role not in described()["x-commands"].get(name, {}):
        _note(f"command {name!r} of a {role} is not described under x-commands")
        return
    _hold(f"command {name}", "#/components/schemas/Command", plain)
    _hold(f"command {name} of a {role}, data", f"#/x-commands/{name}/{role}/data", plain.get("data", {}))
    _hold(f"command {name} of a {role}, answer", f"#/x-commands/{name}/{role}/answer", answer)


def _hold(what: str, place: str, value: object) -> None:
    for error in _validator(place).iter_errors(value):
        where = "/".join(map(str, error.instance_path))
        _note(f"{what}, at {where or 'its root'}: {error.message[:300]}")


def _note(difference: str) -> None:
    _differences.append(difference)


@cache
def _validator(place: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": HERE + place}, registry=_registry(), validate_formats=True)


@cache
def _registry() -> jsonschema_rs.Registry:
    document, openapi = _documents()
    return jsonschema_rs.Registry([(HERE, document), (SCHEMA, openapi)])


@cache
def _documents() -> tuple[dict, dict]:
    from superapp import api_schema

    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")), contracts.json.loads(api_schema._document())
