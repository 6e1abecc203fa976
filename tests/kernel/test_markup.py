"""What keeps its direction in a page that reads from right to left."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.utils import translation

from apps.kernel.markup import Coloured, from_to, isolated, named, on_clock, phone_link


def test_an_arrow_points_to_the_destination_in_every_language():
    """Between marks that isolate: the whole from left to right, each name as its own letters want it."""
    assert from_to("البريد المركزي", "Airport") == "\u2066\u2068البريد المركزي\u2069 → \u2068Airport\u2069\u2069"


def test_what_is_isolated_is_escaped_and_nothing_is_a_dash():
    assert isolated("<b>") == '<bdi dir="ltr" class="whitespace-nowrap">&lt;b&gt;</bdi>'
    assert isolated("") == isolated(None) == "–"


def test_a_person_without_a_name_is_a_phone_number_and_nobody_a_dash():
    class Person(SimpleNamespace):
        def __str__(self) -> str:
            return "+213550000001"

    assert named(Person(full_name="Amina Benali")) == "Amina Benali"
    assert named(Person(full_name="")) == isolated("+213550000001")
    assert named(None) == "–"


def test_a_moment_is_read_on_the_clock_of_the_place():
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    with translation.override("fr"):
        assert on_clock("Africa/Algiers", late) == "01/04/2026 00:30"
        assert on_clock("Africa/Algiers", None) == "–"


def test_a_state_is_its_words_where_it_is_not_coloured():
    assert str(Coloured("running", "en cours")) == "en cours"


def test_a_phone_is_a_number_to_call_and_none_is_a_dash():
    assert phone_link("+213550000001").startswith('<a class="text-link" href="tel:+213550000001"><bdi dir="ltr"')
    assert phone_link("") == "–"
