"""Small pieces of HTML and text that every page may need."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def isolated(text: object) -> SafeString:
    """`text` left to right and in one line, whatever surrounds it: Arabic otherwise scrambles phones and amounts."""
    return (
        format_html('<bdi dir="ltr" class="whitespace-nowrap">{}</bdi>', text)
        if text not in (None, "")
        else SafeString("–")
    )


def from_to(start: object, end: object) -> str:
    """`start → end` as plain text: from left to right, as the arrow points, with each name in its own direction."""
    return left_to_right(f"\u2068{start}\u2069 → \u2068{end}\u2069")


def left_to_right(text: object) -> str:
    """As plain text what `isolated` is as HTML: a date with dashes would else be turned round after an Arabic word."""
    return f"\u2066{text}\u2069"
