"""A code that was asked for reaches the phone, once."""

import pytest

from apps.accounts import services as accounts
from apps.accounts.models import OtpChallenge
from apps.kernel import clock, outbox
from apps.kernel.models import OutboxEvent
from apps.notifications import services, sms, tasks
from apps.notifications.models import Message
from apps.notifications.sms import LocalInbox
from tests.support.threads import together


class Refusing:
    """A gateway that is down."""

    tries = 0

    def send(self, *, to: str, text: str, reference: str) -> None:
        Refusing.tries += 1
        raise sms.NotSent("down")


@pytest.fixture
def gateway_down(monkeypatch):
    Refusing.tries = 0
    monkeypatch.setattr(sms, "backend", Refusing)
    return Refusing


def test_the_code_arrives_in_the_persons_language(ask):
    asked = ask(language="en")
    tasks.send_due_messages()

    (message,) = LocalInbox.messages(to="+213550000001")
    assert message.keys() == {"to", "channel", "text", "sent_at"}
    assert (message["to"], message["channel"]) == ("+213550000001", "sms")
    code = accounts.one_time_code(asked.challenge_id)
    assert message["text"] == f"{code} is your Superapp code. It is valid for 5 minutes. Never share it."


def test_the_row_holds_no_code(ask):
    asked = ask()
    row = Message.objects.get()
    assert (row.kind, row.reference, row.status) == ("one_time_code", asked.challenge_id, "waiting")
    text = " ".join(
        str(getattr(row, field.attname)) for field in Message._meta.fields if field.name not in {"id", "reference"}
    )
    assert accounts.one_time_code(asked.challenge_id) not in text


def test_a_worker_is_asked_to_send_at_once(ask, no_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask()
    assert [args for args, _options in no_broker] == [(str(Message.objects.get().id),)]


def test_an_event_delivered_twice_is_one_message(ask):
    ask()
    OutboxEvent.objects.update(published_at=None, claimed_until=None)
    outbox.relay()
    assert Message.objects.count() == 1


def test_a_task_that_runs_twice_sends_once(ask):
    ask()
    message_id = str(Message.objects.get().id)
    tasks.send_message(message_id)
    tasks.send_message(message_id)
    tasks.send_due_messages()
    assert len(LocalInbox.messages()) == 1
    assert Message.objects.get().status == "sent"


def test_a_failed_try_is_repeated_later_and_later(ask, gateway_down, travel):
    ask()
    waits = []
    for _ in range(3):
        tasks.send_due_messages()
        row = Message.objects.get()
        waits.append(round((row.next_attempt_at - clock.wall()).total_seconds()))
        tasks.send_due_messages()  # not due yet
        travel(waits[-1] + 1)
    assert waits == [12, 14, 18]
    assert gateway_down.tries == Message.objects.get().attempts == 3


def test_a_message_that_failed_is_sent_when_the_gateway_is_back(ask, monkeypatch, travel):
    ask()
    with monkeypatch.context() as outage:
        outage.setattr(sms, "backend", Refusing)
        tasks.send_due_messages()
    travel(13)
    tasks.send_due_messages()
    assert len(LocalInbox.messages()) == 1


def test_an_expired_code_is_not_sent(ask, travel):
    ask()
    travel(301)
    tasks.send_due_messages()
    assert LocalInbox.messages() == []
    assert Message.objects.get().status == "expired"


def test_a_message_of_an_unknown_challenge_is_left_to_the_outbox(db):
    OtpChallenge.objects.all().delete()
    tasks.send_message("0193478e-0000-7000-8000-000000000001")
    assert LocalInbox.messages() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_send_it_once():
    asked = accounts.request_code(phone="+213550000001", language="fr", address="203.0.113.1")
    outbox.relay()
    message = Message.objects.get(reference=asked.challenge_id)

    assert sorted(together(4, lambda: services.deliver(message.id))) == [False, False, False, True]
    assert len(LocalInbox.messages()) == 1
