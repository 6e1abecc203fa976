"""Commands: acknowledged, done once, refused in the person's language; the same over REST."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils.translation import get_language
from prometheus_client import REGISTRY
from rest_framework import serializers

from apps.accounts.contracts import Identity
from apps.kernel import clock
from apps.kernel.models import Answer
from apps.kernel.problems import Problem
from apps.realtime.models import StreamMessage
from apps.realtime.services import acted_at, command, frame, personal_stream, publish

pytestmark = pytest.mark.django_db(transaction=True)


class Sold(Problem):
    status = 409
    slug = "sold"
    title = "Sold"


class Bread(serializers.Serializer):
    loaves = serializers.IntegerField(min_value=1)


@pytest.fixture
def bakery(registered) -> list:
    """A shop with one command; what it did is in the list and on the rider's stream."""
    done: list = []

    @command("bread.buy", roles={"rider"}, serializer=Bread)
    def buy(identity: Identity, data: dict) -> dict:
        done.append((identity.person_id, data["loaves"], get_language()))
        publish(personal_stream("rider", identity.person_id), "bread.bought", data)
        if data["loaves"] > 10:
            raise Sold(left=10)
        if data["loaves"] == 7:
            raise ZeroDivisionError
        return {"bought": data["loaves"], "by": identity.person_id}

    return done


def _refusals(slug: str) -> float:
    return REGISTRY.get_sample_value("superapp_refusals_total", {"type": slug}) or 0.0


async def test_a_command_is_done_once_when_it_is_sent_again(connect, amina, bakery):
    phone = await connect(amina, "rider")
    asked = {"type": "command", "id": "buy-00001", "command": "bread.buy", "data": {"loaves": 2}}
    bought = {"type": "ack", "id": "buy-00001", "ok": True, "data": {"bought": 2, "by": str(amina.id)}}
    assert await phone.ask(**asked) == bought
    assert await phone.ask(**asked) == bought
    assert bakery == [(amina.id, 2, "fr")]
    other_socket = await connect(amina, "rider")
    assert await other_socket.ask(**asked) == bought
    assert len(bakery) == 1


async def test_the_same_id_with_other_data_is_refused(connect, amina, bakery):
    phone = await connect(amina, "rider")
    await phone.ask(type="command", id="buy-00001", command="bread.buy", data={"loaves": 2})
    ack = await phone.ask(type="command", id="buy-00001", command="bread.buy", data={"loaves": 3})
    assert (ack["ok"], ack["problem"]["type"]) == (False, "/problems/idempotency-key-reused")
    assert len(bakery) == 1


async def test_a_refusal_is_in_the_ack_is_counted_and_leaves_no_trace(connect, yacine, bakery):
    phone = await connect(yacine, "rider")
    before = _refusals("sold")
    asked = {"type": "command", "id": "buy-00001", "command": "bread.buy", "data": {"loaves": 11}}
    ack = await phone.ask(**asked)
    problem = {"type": "/problems/sold", "title": "Sold", "status": 409, "left": 10}
    assert ack == {"type": "ack", "id": "buy-00001", "ok": False, "problem": problem}
    assert bakery == [(yacine.id, 11, "ar")]
    assert _refusals("sold") == before + 1
    assert not await sync_to_async(Answer.objects.exists)()
    assert not await sync_to_async(StreamMessage.objects.exists)()
    assert (await phone.ask(**asked))["ok"] is False
    assert len(bakery) == 2  # a refused command may be tried again


async def test_our_own_fault_is_an_internal_error_without_details(connect, amina, bakery):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type="command", id="buy-00001", command="bread.buy", data={"loaves": 7})
    assert (ack["ok"], ack["problem"]["type"], ack["problem"]["status"]) == (False, "/problems/internal-error", 500)
    assert "detail" not in ack["problem"]
    assert not await sync_to_async(Answer.objects.exists)()
    assert await phone.is_alive()


async def test_invalid_data_names_the_field(connect, amina, bakery):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type="command", id="buy-00001", command="bread.buy", data={"loaves": 0})
    assert ack["problem"]["type"] == "/problems/invalid"
    assert [(error["field"], error["code"]) for error in ack["problem"]["errors"]] == [("loaves", "min_value")]
    assert bakery == []


@pytest.mark.parametrize(
    ("message", "slug"),
    [
        ({"id": "buy-00001", "command": "bread.bake", "data": {}}, "unknown-command"),
        ({"id": "short", "command": "bread.buy", "data": {}}, "command-unreadable"),
        ({"id": "x" * 65, "command": "bread.buy", "data": {}}, "command-unreadable"),
        ({"id": 12345678, "command": "bread.buy", "data": {}}, "command-unreadable"),
        ({"id": "buy-00001", "command": ["bread.buy"], "data": {}}, "command-unreadable"),
        ({"id": "buy-00001", "command": "bread.buy", "data": []}, "command-unreadable"),
        ({"command": "bread.buy"}, "command-unreadable"),
    ],
)
async def test_what_is_not_a_command_is_refused_and_the_socket_stays(connect, amina, bakery, message, slug):
    phone = await connect(amina, "rider")
    ack = await phone.ask(type="command", **message)
    assert (ack["type"], ack["ok"], ack["problem"]["type"]) == ("ack", False, f"/problems/{slug}")
    assert await phone.is_alive()
    assert bakery == []


async def test_an_id_of_sixty_four_is_done_once_too(connect, amina, bakery):
    phone = await connect(amina, "rider")
    asked = {"type": "command", "id": "x" * 64, "command": "bread.buy", "data": {"loaves": 1}}
    assert await phone.ask(**asked) == await phone.ask(**asked)
    assert len(bakery) == 1


async def test_another_role_may_not(connect, amina, bakery):
    phone = await connect(amina, "driver")
    ack = await phone.ask(type="command", id="buy-00001", command="bread.buy", data={"loaves": 1})
    assert ack["problem"]["type"] == "/problems/role-not-allowed"
    assert bakery == []


async def test_an_event_of_a_command_reaches_its_own_socket(connect, amina, bakery):
    phone = await connect(amina, "rider")
    await phone.follow_me()
    await phone.say(type="command", id="buy-00001", command="bread.buy", data={"loaves": 1})
    heard = [await phone.hear(), await phone.hear()]
    assert {one["type"] for one in heard} == {"ack", "event"}


async def test_a_frame_goes_to_the_app_that_registered_it_without_an_ack(connect, amina, karim, registered):
    heard = []

    @frame("whistle", roles={"driver"})
    async def hear(identity, message):
        if "tune" not in message:
            raise Sold()
        heard.append((identity.person_id, message["tune"]))

    his = await connect(karim.person, "driver")
    await his.say(type="whistle", tune="la")
    assert await his.is_alive()
    assert heard == [(karim.person_id, "la")]
    assert (await his.ask(type="whistle"))["problem"]["type"] == "/problems/sold"
    hers = await connect(amina, "rider")
    assert (await hers.ask(type="whistle", tune="so"))["problem"]["type"] == "/problems/role-not-allowed"
    assert len(heard) == 1


def test_over_rest_a_command_has_the_same_answer_once(api, amina, bakery):
    client = api(amina, "rider")
    asked = {"id": "buy-00001", "command": "bread.buy", "data": {"loaves": 2}}
    for _ in range(2):
        answer = client.post("/api/v1/rider/commands", asked)
        assert (answer.status_code, answer.json()) == (
            200,
            {"type": "ack", "id": "buy-00001", "ok": True, "data": {"bought": 2, "by": str(amina.id)}},
        )
    assert bakery == [(amina.id, 2, "fr")]


async def test_a_command_sent_on_the_socket_and_again_over_rest_is_done_once(connect, api, amina, bakery):
    phone, client = await connect(amina, "rider"), await sync_to_async(api)(amina, "rider")
    asked = {"id": "buy-00001", "command": "bread.buy", "data": {"loaves": 2}}
    on_socket = await phone.ask(type="command", **asked)
    answer = await sync_to_async(client.post)("/api/v1/rider/commands", asked)
    assert answer.json() == on_socket
    assert len(bakery) == 1


def test_over_rest_a_refused_command_is_an_ack_with_its_problem(api, amina, bakery):
    answer = api(amina, "rider").post(
        "/api/v1/rider/commands", {"id": "buy-00001", "command": "bread.buy", "data": {"loaves": 11}}
    )
    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["problem"]["type"]) == (False, "/problems/sold")


def test_over_rest_a_malformed_request_is_a_problem(api, amina, bakery):
    answer = api(amina, "rider").post("/api/v1/rider/commands", {"id": "no", "command": "bread.buy"})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")


def test_over_rest_a_role_uses_its_own_path(api, amina, bakery):
    client = api(amina, "rider")
    asked = {"id": "buy-00001", "command": "bread.buy", "data": {"loaves": 2}}
    assert client.post("/api/v1/driver/commands", asked).status_code == 403
    assert client.get("/api/v1/driver/messages").status_code == 403
    assert bakery == []


def test_messages_over_rest_are_the_persons_own_after_the_number(api, amina, yacine, bakery):
    hers, his = api(amina, "rider"), api(yacine, "rider")
    for n in (1, 2, 3):
        hers.post("/api/v1/rider/commands", {"id": f"buy-0000{n}", "command": "bread.buy", "data": {"loaves": n}})
    answer = hers.get("/api/v1/rider/messages?after=1").json()
    assert [(one["seq"], one["event"], one["data"]) for one in answer["messages"]] == [
        (2, "bread.bought", {"loaves": 2}),
        (3, "bread.bought", {"loaves": 3}),
    ]
    assert (answer["last_seq"], answer["more"]) == (3, False)
    assert his.get("/api/v1/rider/messages").json() == {"messages": [], "last_seq": 0, "more": False}
    assert hers.get("/api/v1/rider/messages?after=x").status_code == 400


def test_many_messages_over_rest_come_in_pages(api, amina):
    from django.db import transaction

    with transaction.atomic():
        for n in range(120):
            publish(personal_stream("rider", amina.id), "test.counted", {"n": n})
    client, after, heard = api(amina, "rider"), 0, []
    while True:
        page = client.get(f"/api/v1/rider/messages?after={after}").json()
        heard += [one["seq"] for one in page["messages"]]
        after = page["last_seq"]
        if not page["more"]:
            break
    assert heard == list(range(1, 121))


@pytest.fixture
def diary(registered) -> list:
    """`bread.bake` writes down when it was given."""
    moments: list = []

    @command("bread.bake", roles={"rider"})
    def bake(identity: Identity, data: dict) -> dict:
        moments.append(acted_at())
        return {}

    return moments


def _bake(at: object, command_id: str = "bake-00001") -> dict:
    return {"type": "command", "id": command_id, "command": "bread.bake", "data": {}, "at": at}


async def test_a_command_that_waited_for_a_connection_happened_when_it_was_given(connect, amina, diary):
    phone = await connect(amina, "rider")
    given = clock.now() - timedelta(minutes=7)
    assert (await phone.ask(**_bake(given.isoformat())))["ok"]
    assert diary == [given]


async def test_sent_again_later_it_is_the_same_command(connect, amina, diary):
    phone = await connect(amina, "rider")
    first = await phone.ask(**_bake((clock.now() - timedelta(minutes=7)).isoformat()))
    assert await phone.ask(**_bake((clock.now() - timedelta(minutes=1)).isoformat())) == first
    assert len(diary) == 1


async def test_nothing_happens_in_the_future(connect, amina, diary):
    phone = await connect(amina, "rider")
    before = clock.now()
    assert (await phone.ask(**_bake((before + timedelta(hours=1)).isoformat())))["ok"]
    assert before <= diary[0] <= clock.now()


async def test_what_happened_a_day_ago_is_not_taken_any_more(connect, amina, diary):
    phone = await connect(amina, "rider")
    ack = await phone.ask(**_bake((clock.now() - timedelta(hours=24, seconds=1)).isoformat()))
    assert (ack["problem"]["type"], ack["problem"]["oldest_s"], diary) == ("/problems/command-too-old", 86_400, [])


@pytest.mark.parametrize("at", ["yesterday", 1_763_000_000, "2026-11-21T08:00:00", {}, "9999-12-31T23:59:59-23:59"])
async def test_a_time_that_is_none_is_refused_and_the_socket_stays(connect, amina, diary, at):
    phone = await connect(amina, "rider")
    ack = await phone.ask(**_bake(at))
    assert (ack["ok"], diary) == (False, []) or at.startswith("9999")
    assert await phone.is_alive()


def test_over_rest_it_is_the_same(api, amina, diary):
    given = clock.now() - timedelta(minutes=3)
    body = {"id": "bake-00009", "command": "bread.bake", "at": given.isoformat()}
    assert api(amina, "rider").post("/api/v1/rider/commands", body).json()["ok"]
    assert diary == [given]
