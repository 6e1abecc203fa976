"""Tables as the world writes them: what can be used is read, what cannot is told with its line."""

import io
from datetime import UTC, datetime

import pytest

from apps.kernel import tables


def read(content: str | bytes, *, parse=lambda row: (row.text("name"), row.number("size"))):
    """What was read, and what was set aside."""
    bad: list[tuple[int, str]] = []
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(tables.read(stream, ["name", "size"], parse, lambda line, why: bad.append((line, why)))), bad


TEXT = "name,size\nApple,3\nÉté,-4.5\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\n" + TEXT.replace("\n", "\n\n"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", ";").replace(".", ","),
        TEXT.replace(",", "\t"),
        TEXT.rstrip(),
        "id, Size ,NAME,\n1,3,Apple,\n2,-4.5,Été\n",
        '"name","size"\n"Apple","3"\n"Été","-4.5"\n',
    ],
)
def test_however_it_is_written(content):
    assert read(content) == ([("Apple", 3.0), ("Été", -4.5)], [])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Apple", "size is not a number: ''"),
        ("Apple,", "size is not a number: ''"),
        ("Apple,1_000", "size is not a number: '1_000'"),
        ("Apple,inf", "size is not a number: 'inf'"),
        ("Apple,1e999", "size is not a number: '1e999'"),
        ("Apple,٣", "size is not a number: '٣'"),
        ("Apple,1,5", "3 cells in a row of 2 columns"),
        ("App\0le,3", "the row holds NUL bytes"),
        ('"Apple,3', "the row cannot be read: unexpected end of data"),
        ('"Apple" pie,3', "the row cannot be read: ',' expected after '\"'"),
        ("A" * 200_000 + ",3", "size is not a number: ''"),
        ("A" * tables.LONGEST_LINE, "size is not a number: ''"),
    ],
)
def test_a_bad_row_is_told_and_the_next_ones_are_read(row, why):
    assert read(f"name,size\nPear,1\n{row}\nPlum,2\nFig,3\n") == (
        [("Pear", 1.0), ("Plum", 2.0), ("Fig", 3.0)],
        [(3, why)],
    )


def test_a_quoted_cell_may_go_over_lines():
    assert read('name,size\n"two\nlines, ""quoted""",3\nPlum,2\n') == (
        [('two\nlines, "quoted"', 3.0), ("Plum", 2.0)],
        [],
    )


def test_bytes_that_are_no_text_harm_only_their_row():
    assert read(b"name,size\nApple,\xff\xfe3\nPlum,2\n") == (
        [("Plum", 2.0)],
        [(2, "size is not a number: '\ufffd\ufffd3'")],
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("name,weight\nApple,3\n", "missing: size"),
        ("Apple,3\n", "missing: name, size"),
        ('"name,size\n', "missing: name, size"),
        ("name,size,size\n", "a column twice: size"),
        (b"\x00" * 300_000, "missing: name, size"),
        (b"\x1f\x8b\x08\x00", "missing: name, size"),
    ],
)
def test_a_file_without_the_columns(content, why):
    with pytest.raises(tables.NotATable, match=why):
        read(content)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T08:00:00Z", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02 08:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02 08:00:00 UTC", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02t08:00:00.123456789z", datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-02T08:00:00+01:00", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("2026-03-02 08:00:00 -0530", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
        ("2026-03-02 08:00:00+01", datetime(2026, 3, 2, 7, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_utc(text, moment):
    assert tables.Row(2, {"at": f" {text} "}).moment("at") == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-03-02",
        "02/03/2026 08:00",
        "1772438400",
        "2026-02-30T08:00",
        "2026-03-02T25:00",
        "20260302T080000",
        "2026-W10-1T08:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
    ],
)
def test_what_is_no_moment(text):
    with pytest.raises(ValueError, match="at is not a time"):
        tables.Row(2, {"at": text}).moment("at")
