"""Tables in text files (CSV) as the world writes them.

UTF-8 or UTF-16, with or without byte order mark; any line ends; separated by comma, semicolon or tab (then numbers may
have a decimal comma). A row that cannot be used is told with its line number, and the others are read. Files are
streamed: memory does not grow with them.
"""

import codecs
import csv
import io
import math
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple, TypeVar

LONGEST_LINE = 65_536
LINES_A_RECORD = 20  # a quoted cell may go over several lines; a stray quote must not swallow the rest of the file
SEPARATORS = ",;\t"

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)

T = TypeVar("T")


class NotATable(ValueError):
    """The first line does not name the columns that are needed. Says what is wrong."""


class Line(NamedTuple):
    number: int
    text: str


@dataclass(frozen=True)
class Row:
    """One row's cells by column. Each read raises ValueError, naming the column, when the cell does not hold it."""

    line: int
    cells: dict[str, str]
    decimal_comma: bool = False

    def text(self, name: str) -> str:
        """Stripped; empty also when the row or the file has no such cell."""
        return self.cells.get(name, "").strip()

    def number(self, name: str) -> float:
        """Finite."""
        text = self.text(name)
        plain = text.replace(",", ".") if self.decimal_comma else text
        value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
        if not math.isfinite(value):
            raise ValueError(f"{name} is not a number: {text!r}")
        return value

    def moment(self, name: str) -> datetime:
        """ISO 8601 with date and time of day, in UTC; one that names no offset is read as UTC."""
        text = self.text(name)
        parts = _MOMENT.fullmatch(text)
        try:
            if parts is None:
                raise ValueError
            day, time, offset = parts.groups()
            return datetime.fromisoformat(f"{day}T{time}{_plain(offset)}").astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"{name} is not a time: {text!r}") from None

    def place(self, prefix: str = "") -> tuple[float, float]:
        """(latitude, longitude) of the columns `{prefix}lat` and `{prefix}lng`, WGS84 degrees."""
        lat, lng = self.number(f"{prefix}lat"), self.number(f"{prefix}lng")
        name = prefix.rstrip("_") or "the place"
        if not (abs(lat) <= 90 and abs(lng) <= 180):
            raise ValueError(f"{name} is not on Earth: {lat}, {lng}")
        if lat == 0 and lng == 0:
            raise ValueError(f"{name} is 0, 0: no position was recorded")
        return lat, lng


def read(
    stream: BinaryIO, required: Sequence[str], parse: Callable[[Row], T], on_bad: Callable[[int, str], None]
) -> Iterator[T]:
    """What `parse` makes of each row. Rows of which it raises ValueError go to `on_bad(line, why)`.

    Raises NotATable unless the first line names the `required` columns (in any order and case, others beside them).
    """
    lines = _lines(stream)
    header, separator = _header(lines, required)
    pending: deque[Line] = deque()
    while line := _next(pending, lines):
        if not line.text.strip():
            continue
        try:
            cells = _cells(line, separator, len(header), pending, lines)
            item = parse(Row(line.number, dict(zip(header, cells, strict=False)), separator != ","))
        except ValueError as why:
            on_bad(line.number, str(why))
        else:
            yield item


def _lines(stream: BinaryIO) -> Iterator[Line]:
    """Lines without their ends. One that is far too long is cut: it can only be a bad row."""
    start = stream.read(2)
    encoding = "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = io.TextIOWrapper(io.BufferedReader(_Rejoined(start, stream)), encoding, errors="replace", newline=None)
    number = 0
    while piece := text.readline(LONGEST_LINE):
        number += 1
        yield Line(number, piece.rstrip("\n"))
        while len(piece) == LONGEST_LINE and not piece.endswith("\n"):
            piece = text.readline(LONGEST_LINE)


class _Rejoined(io.RawIOBase):
    """A stream of which the start was read already, and which may not be able to seek."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        found = self._start or self._rest.read(len(buffer))
        self._start = b""
        buffer[: len(found)] = found
        return len(found)


def _header(lines: Iterator[Line], required: Sequence[str]) -> tuple[list[str], str]:
    first = next((line for line in lines if line.text.strip()), None)
    if first is None:
        raise NotATable("the file is empty")
    readings = [(_names(first.text, separator), separator) for separator in SEPARATORS]
    header, separator = max(readings, key=lambda reading: len(set(required).intersection(reading[0])))
    if missing := [name for name in required if name not in header]:
        raise NotATable(f"the first line must name the columns; missing: {', '.join(missing)}")
    if twice := sorted({name for name in required if header.count(name) > 1}):
        raise NotATable(f"the first line names a column twice: {', '.join(twice)}")
    return header, separator


def _names(text: str, separator: str) -> list[str]:
    try:
        return [cell.strip().lower() for cell in _split(text, separator)]
    except ValueError:
        return []


def _next(pending: deque[Line], lines: Iterator[Line]) -> Line | None:
    return pending.popleft() if pending else next(lines, None)


def _cells(line: Line, separator: str, width: int, pending: deque[Line], lines: Iterator[Line]) -> list[str]:
    """The cells of the row that begins at `line`; the lines a quoted cell goes over are taken only if that works."""
    taken: list[Line] = []
    text = line.text
    while text.count('"') % 2 and len(taken) < LINES_A_RECORD and (more := _next(pending, lines)):
        taken.append(more)
        text += "\n" + more.text
    try:
        return _fitting(_split(text, separator) if '"' in text else text.split(separator), width)
    except ValueError:
        pending.extendleft(reversed(taken))
        raise


def _fitting(cells: list[str], width: int) -> list[str]:
    if any(cell.strip() for cell in cells[width:]):
        raise ValueError(f"{len(cells)} cells in a row of {width} columns")
    if any("\0" in cell for cell in cells):
        raise ValueError("the row holds NUL bytes")
    return cells


def _split(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True))
    except (csv.Error, StopIteration) as error:
        raise ValueError(f"the row cannot be read: {error}") from None


def _plain(offset: str | None) -> str:
    return "Z" if offset is None or offset.upper() in ("Z", "UTC") else offset
