"""Small pieces of HTML and text that every page may need."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Coloured(NamedTuple):
    """A state for `unfold.decorators.display(label=…)`: coloured in a list, on a page of its own only its words."""

    state: str
    words: object

    def __str__(self) -> str:
        return str(self.words)


def phone_link(phone: str) -> SafeString:
    """A number to call, left to right."""
    return format_html('<a class="text-link" href="tel:{}">{}</a>', phone, isolated(phone)) if phone else isolated("")


def isolated(text: object) -> SafeString:
    """`text` left to right and in one line, whatever surrounds it: Arabic otherwise scrambles phones and amounts."""
    return (
        format_html('<bdi dir="ltr" class="whitespace-nowrap">{}</bdi>', text)
        if text not in (None, "")
        else SafeString("–")
    )


def named(person: Any) -> str:
    """Who has no name is known by a phone number, which Arabic must not turn round; nobody is a dash."""
    return (person.full_name or isolated(person)) if person else "–"


def on_clock(time_zone: str, moment: datetime | None) -> str:
    """Date and time as people in `time_zone` (an IANA name) read them, in the active language."""
    if moment is None:
        return "–"
    there = moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    return " ".join(formats.date_format(there, part) for part in ("SHORT_DATE_FORMAT", "TIME_FORMAT"))


def from_to(start: object, end: object) -> str:
    """`start → end` as plain text: from left to right, as the arrow points, with each name in its own direction."""
    return left_to_right(f"\u2068{start}\u2069 → \u2068{end}\u2069")


def left_to_right(text: object) -> str:
    """As plain text what `isolated` is as HTML: a date with dashes would else be turned round after an Arabic word."""
    return f"\u2066{text}\u2069"
