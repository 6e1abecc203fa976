"""Small pieces of HTML that every page may need."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def isolated(text: object) -> SafeString:
    """`text` left to right and in one line, whatever surrounds it: Arabic otherwise scrambles phones and amounts."""
    return (
        format_html('<bdi dir="ltr" class="whitespace-nowrap">{}</bdi>', text)
        if text not in (None, "")
        else SafeString("–")
    )
