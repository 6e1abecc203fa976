"""docs/api/asyncapi.yaml is complete, and the check that holds the suite against it can fail."""

import pytest

from apps.realtime.contracts import encode, event_frame
from apps.realtime.services import registry
from tests.support import protocol

RIDE = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.fixture
def noted(monkeypatch):
    """What the check notes stays here."""
    notes: list[str] = []
    monkeypatch.setattr(protocol, "_note", notes.append)
    return notes


def test_every_command_of_every_role_is_described_and_no_other():
    ours = {
        (name, role)
        for name, by_role in registry.commands.items()
        for role, command in by_role.items()
        if command.run.__module__.startswith("apps.")
    }
    described = {(name, role) for name, by_role in protocol.described()["x-commands"].items() for role in by_role}
    assert described == ours


def test_every_reference_leads_somewhere():
    document = protocol.described()
    places = [f"#/components/schemas/{name}" for name in document["components"]["schemas"]]
    places += [f"#/x-events/{name}" for name in document["x-events"]]
    for name, by_role in document["x-commands"].items():
        places += [f"#/x-commands/{name}/{role}/{part}" for role in by_role for part in ("data", "answer")]
    for place in places:
        protocol._validator(place)


def test_every_close_code_is_described():
    from apps.realtime.contracts import Close

    text = protocol.described()["channels"]["socket"]["description"]
    assert [code for code in Close if str(int(code)) not in text] == []


def test_a_frame_that_is_as_described_passes(noted):
    encode({"type": "location", "topic": f"ride:{RIDE}", "lat": 36.75, "lng": 3.06, "at": "2026-11-21T08:00:00+00:00"})
    assert noted == []


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"type": "pong", "more": 1}, "frame pong"),
        ({"type": "telegram"}, "frame 'telegram' is not described"),
        ({"type": "location", "topic": f"ride:{RIDE}", "lat": 91, "lng": 3.06, "at": "2026-11-21T08:00:00Z"}, "at lat"),
        ({"type": "location", "topic": f"ride:{RIDE}", "lat": 9, "lng": 3.06, "at": "yesterday"}, "at at"),
        ({"type": "ack", "id": "c1", "ok": False}, "frame ack"),
        ({"type": "ack", "id": "c1", "ok": False, "problem": {"title": "No"}}, "frame ack, at problem"),
    ],
)
def test_a_frame_that_differs_is_noted(noted, frame, said):
    encode(frame)
    assert [note for note in noted if said in note]


def test_an_event_that_nobody_described_is_noted(noted, algiers):
    encode(event_frame(seq=1, event="ride.teleported", at=_now(), data={}))
    assert noted == ["event 'ride.teleported' is not described under x-events"]


def test_an_event_that_holds_something_else_is_noted(noted):
    encode(event_frame(seq=1, event="offer.closed", at=_now(), data={"offer_id": RIDE, "status": "vanished"}))
    assert len(noted) == 1
    assert noted[0].startswith("event offer.closed, at status:")


def test_a_command_that_answers_something_else_is_noted(noted):
    asked = {"type": "command", "id": "start-0001", "command": "shift.start", "data": {}}
    protocol._check_command("driver", asked, {"shift_id": "7"})
    assert [note for note in noted if note.startswith("command shift.start of a driver, answer")]
    assert not [note for note in noted if "data" in note]


def _now():
    from apps.kernel import clock

    return clock.now()
