"""Same key and body → same answer, once."""

import pytest

from apps.kernel import idempotency
from apps.kernel.idempotency import KeyReused
from apps.kernel.models import Answer
from tests.support.threads import together


class Till:
    """Counts how often it was opened."""

    def __init__(self) -> None:
        self.opened = 0

    def open(self) -> tuple[int, dict]:
        self.opened += 1
        return 201, {"receipt": self.opened}


@pytest.fixture
def till():
    return Till()


def ask(till: Till, *, actor="person:amina", key="key-0001", request=None):
    return idempotency.once(actor=actor, key=key, request=request or {"amount": 5}, run=till.open)


@pytest.mark.django_db
def test_a_replay_gets_the_first_answer(till):
    first, second = ask(till), ask(till)
    assert (first.status, first.body, first.replayed) == (201, {"receipt": 1}, False)
    assert (second.status, second.body, second.replayed) == (201, {"receipt": 1}, True)
    assert till.opened == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(till):
    ask(till)
    with pytest.raises(KeyReused):
        ask(till, request={"amount": 6})
    assert till.opened == 1


@pytest.mark.django_db
def test_one_persons_key_is_not_anothers(till):
    ask(till)
    assert ask(till, actor="person:yacine").body == {"receipt": 2}


@pytest.mark.django_db
def test_what_failed_may_be_tried_again_with_the_same_key(till):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        idempotency.once(actor="person:amina", key="key-0001", request={"amount": 5}, run=fail)
    assert Answer.objects.count() == 0
    assert ask(till).replayed is False


@pytest.mark.django_db(transaction=True)
def test_eight_duplicates_at_once_open_the_till_once(till):
    outcomes = together(8, lambda: ask(till))
    assert till.opened == 1
    assert {outcome.body["receipt"] for outcome in outcomes} == {1}
    assert sum(not outcome.replayed for outcome in outcomes) == 1
