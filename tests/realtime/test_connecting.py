"""Who gets in, who is put out, and with which close code."""

from datetime import datetime
from uuid import UUID

import jwt
import pytest
from asgiref.sync import sync_to_async
from structlog.testing import capture_logs

from apps.accounts.contracts import Identity
from apps.accounts.services import issue_ticket, issue_tokens, revoke_all, sign_out, suspend
from apps.kernel import clock, outbox
from apps.realtime.live.hub import hub
from apps.realtime.live.session import Session
from tests.realtime.conftest import dial

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_ticket_opens_one_socket_once(connect, amina):
    phone = await connect(amina, "rider")
    ticket = await sync_to_async(issue_ticket)(phone.identity)
    first = await dial(ticket)
    assert '"welcome"' in (await first.receive_output())["text"]
    second = await dial(ticket)
    assert await second.receive_output() == {"type": "websocket.close", "code": 4401}
    await first.disconnect()


async def test_a_forged_ticket_is_closed_with_4401():
    line = await dial("not-a-ticket")
    assert await line.receive_output() == {"type": "websocket.close", "code": 4401}


async def test_ping_is_answered_with_the_time_of_the_city(connect, amina, travel):
    phone = await connect(amina, "rider")
    travel(3_600)
    before = clock.now()
    pong = await phone.ask(type="ping")
    assert pong.keys() == {"type", "server_time"}
    assert before <= datetime.fromisoformat(pong["server_time"]) <= clock.now()


@pytest.mark.parametrize(
    "text",
    [
        *("not json", "[1, 2]", '"ping"', "{}", '{"type": 7}', '{"type": NaN}', "[" * 5000),
        '{"type":"' + "é" * 4100 + '"}',
        *(r'{"type":"command","id":"\ud800"}', r'{"type":"ping","\udfff":1}', r'{"type":"ping","x":["a\u0000b"]}'),
    ],
)
async def test_an_unreadable_frame_closes_with_4400(connect, amina, text):
    phone = await connect(amina, "rider")
    await phone.say_text(text)
    assert await phone.closed() == 4400


async def test_a_binary_frame_closes_with_4400(connect, amina):
    phone = await connect(amina, "rider")
    await phone.line.send_input({"type": "websocket.receive", "bytes": b'{"type":"ping"}'})
    assert await phone.closed() == 4400


async def test_an_unknown_type_is_told_and_the_socket_stays(connect, amina):
    phone = await connect(amina, "rider")
    answer = await phone.ask(type="dance")
    assert (answer["type"], answer["problem"]["type"]) == ("problem", "/problems/unknown-frame")
    assert await phone.is_alive()


async def test_a_flood_closes_with_4429_and_a_burst_of_sixty_does_not(connect, amina):
    phone = await connect(amina, "rider")
    for _ in range(60):
        await phone.say(type="ping")
    assert [(await phone.hear())["type"] for _ in range(60)] == ["pong"] * 60
    for _ in range(100):
        await phone.say(type="ping")
    assert await phone.closed() == 4429


async def test_a_silent_socket_closes_with_4408_after_a_minute(connect, amina, yacine, travel):
    silent, talking = await connect(amina, "rider"), await connect(yacine, "rider")
    travel(50)
    await hub().sweep()
    assert await talking.is_alive()
    travel(11)
    await hub().sweep()
    assert await silent.closed() == 4408
    assert await talking.is_alive()


async def test_the_sixth_socket_of_a_person_in_a_role_replaces_the_oldest(connect, amina):
    oldest = await connect(amina, "rider")
    others = [await connect(amina, "rider") for _ in range(4)]
    await connect(amina, "driver")  # another role is counted apart
    assert await oldest.is_quiet()
    await connect(amina, "rider")
    assert await oldest.closed() == 4409
    for phone in others:
        assert await phone.is_alive()


async def test_signing_out_closes_the_sockets_of_that_sign_in_only(connect, amina):
    pair = await sync_to_async(issue_tokens)(person=amina, role="rider")
    signed_out = await connect(amina, "rider", family_id=_family(pair.refresh))
    other = await connect(amina, "rider")
    await sync_to_async(sign_out)(pair.refresh)
    await sync_to_async(outbox.relay)()
    await hub().sweep()
    assert await signed_out.closed() == 4401
    assert await other.is_alive()


async def test_revoking_all_closes_every_socket_of_the_person(connect, amina, yacine):
    hers, his = [await connect(amina, "rider") for _ in range(2)], await connect(yacine, "rider")
    await sync_to_async(revoke_all)(person_id=amina.id, actor_id=None)
    await sync_to_async(outbox.relay)()
    await hub().sweep()
    assert [await phone.closed() for phone in hers] == [4401, 4401]
    assert await his.is_alive()


@pytest.mark.parametrize("end", ["sign_out", "revoke_all", "suspend", "withdraw the role"])
async def test_a_ticket_from_before_the_sign_out_opens_nothing(amina, end):
    pair = await sync_to_async(issue_tokens)(person=amina, role="rider")
    ticket = await sync_to_async(issue_ticket)(Identity(amina.id, "rider", _family(pair.refresh), "fr"))
    endings = {
        "sign_out": lambda: sign_out(pair.refresh),
        "revoke_all": lambda: revoke_all(person_id=amina.id, actor_id=None),
        "suspend": lambda: suspend(person_id=amina.id, actor_id=None),
        "withdraw the role": lambda: amina.grants.all().delete(),
    }
    await sync_to_async(endings[end])()
    line = await dial(ticket)
    assert await line.receive_output() == {"type": "websocket.close", "code": 4401}
    assert hub().sessions == {}


async def test_nothing_is_left_when_the_last_socket_goes(connect, amina):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    await phone.line.disconnect()
    here = hub()
    assert (here.sessions, dict(here.feeds), dict(here.followers), here._lines) == ({}, {}, {}, None)


def _family(refresh: str):
    return UUID(jwt.decode(refresh, options={"verify_signature": False})["family"])


async def test_a_frame_that_cannot_be_written_ends_the_session_and_is_logged():
    sent = []

    async def send(message: dict) -> None:
        message.get("text", "").encode()
        sent.append(message)

    session = Session(None, send, lambda: None)
    with capture_logs() as logs:
        session.put("\ud800")
        await session._writer
    assert (session.ended, sent) == (True, [{"type": "websocket.close", "code": 1012}])
    assert [log["log_level"] for log in logs if log["event"] == "socket_not_written"] == ["error"]
    session.gone()


async def test_subscribing_over_and_over_closes_with_4429(connect, amina):
    phone = await connect(amina, "rider")
    for _ in range(25):
        assert (await phone.ask(type="subscribe", id="me", topic="me", resume_from=0))["ok"] is True
    for _ in range(5):
        await phone.say(type="subscribe", id="me", topic="me", resume_from=0)
    assert await phone.closed() == 4429
