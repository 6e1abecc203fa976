"""What a process remembers of the database, and when it forgets."""

import pytest
from django.db import transaction

from apps.kernel.memory import Remembered


@pytest.fixture
def notes():
    """A table of one value, and how often it was read."""

    class Notes:
        value, reads = 1, 0

        def read(self, *key: object) -> tuple:
            self.reads += 1
            return (*key, self.value)

    return Notes()


def test_it_is_read_once_for_each_key(notes):
    kept = Remembered(notes.read, 60)

    assert [kept.get("a"), kept.get("a"), kept.get("b")] == [("a", 1), ("a", 1), ("b", 1)]
    assert notes.reads == 2


def test_it_is_read_again_when_it_is_old(notes, monkeypatch):
    kept, moment = Remembered(notes.read, 60), [100.0]
    monkeypatch.setattr("time.monotonic", lambda: moment[0])
    kept.get()
    notes.value = 2

    moment[0] = 160.0
    assert kept.get() == (1,)
    moment[0] = 160.1
    assert kept.get() == (2,)


@pytest.mark.django_db(transaction=True)
def test_a_change_of_our_own_is_seen_at_once_and_kept_only_when_committed(notes):
    kept = Remembered(notes.read, 60)
    kept.get()

    with transaction.atomic():
        notes.value = 2
        kept.note_change()
        assert [kept.get(), kept.get()] == [(2,), (2,)]
        assert (notes.reads, kept.peek()) == (3, None)
    assert kept.get() == (2,)
    assert kept.peek() == (2,)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_was_never_seen(notes):
    kept = Remembered(notes.read, 60)
    with pytest.raises(RuntimeError), transaction.atomic():
        notes.value = 2
        kept.note_change()
        kept.get()
        raise RuntimeError

    notes.value = 1
    assert kept.get() == (1,)
