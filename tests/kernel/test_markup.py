"""What keeps its direction in a page that reads from right to left."""

from apps.kernel.markup import from_to, isolated


def test_an_arrow_points_to_the_destination_in_every_language():
    """Between marks that isolate: the whole from left to right, each name as its own letters want it."""
    assert from_to("البريد المركزي", "Airport") == "\u2066\u2068البريد المركزي\u2069 → \u2068Airport\u2069\u2069"


def test_what_is_isolated_is_escaped_and_nothing_is_a_dash():
    assert isolated("<b>") == '<bdi dir="ltr" class="whitespace-nowrap">&lt;b&gt;</bdi>'
    assert isolated("") == isolated(None) == "–"
