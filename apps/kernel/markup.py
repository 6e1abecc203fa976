"""Small pieces of HTML that every page may need."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def isolated(text: object) -> SafeString:
    """`text` left to right whatever surrounds it: in Arabic a phone number or an amount is otherwise scrambled."""
    return format_html('<bdi dir="ltr">{}</bdi>', text) if text not in (None, "") else SafeString("–")
