"""Identifiers: in order of time, and of the version they say."""

from apps.kernel.ids import token, uuid7


def test_ids_of_one_process_sort_in_the_order_they_were_made():
    ids = [uuid7() for _ in range(1_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1_000


def test_an_id_is_a_version_7_uuid_of_the_rfc_variant():
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_tokens_do_not_repeat_and_are_long():
    assert len({token() for _ in range(100)}) == 100
    assert len(token()) >= 43
