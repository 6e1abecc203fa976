"""Text of unknown direction on a page of known direction."""

import unicodedata

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(text: object) -> SafeString:
    """`text` in a <bdi> that says its direction: its first letter's. WeasyPrint does not find it out."""
    return format_html('<bdi dir="{}">{}</bdi>', _direction(str(text)), text)


def _direction(text: str) -> str:
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return "ltr" if next(strong, "L") == "L" else "rtl"
