"""What strangers send is made safe to keep, or refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from apps.fleet.algorithms import papers
from tests.fleet.conftest import GPS_TAG, pdf, picture


def read_back(paper: papers.Paper) -> Image.Image:
    return Image.open(BytesIO(paper.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_without_what_it_tells_of_its_sender(kind):
    sent = picture(kind)
    assert dict(Image.open(BytesIO(sent)).getexif().get_ifd(GPS_TAG)), "the sent one says where it was taken"

    paper = papers.read(sent)

    assert (paper.media_type, paper.extension) == ("image/jpeg", "jpg")
    assert not read_back(paper).getexif()
    assert b"Secret Phone Maker" not in paper.data


def test_a_picture_stands_upright():
    assert read_back(papers.read(picture(size=(640, 400)))).size == (400, 640)


def test_a_large_picture_is_made_smaller():
    assert max(read_back(papers.read(picture(size=(4_000, 3_000)))).size) == papers.LONGEST_SIDE


def test_what_was_clear_is_white():
    clear = picture("PNG", size=(10, 10), colour=(0, 0, 0, 0))

    assert read_back(papers.read(clear)).getpixel((5, 5)) == (255, 255, 255)


def test_what_hides_behind_a_picture_does_not_come_with_it():
    paper = papers.read(picture() + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in paper.data


def refusal(data: bytes) -> str:
    with pytest.raises(papers.PaperRefused) as refused:
        papers.read(data)
    return refused.value.code


def bomb() -> bytes:
    """A PNG of a few bytes that says in its header that it is 60,000 pixels wide and high."""
    written = BytesIO()
    Image.new("1", (1, 1)).save(written, "PNG")
    data, header = written.getvalue(), struct.pack(">4sII", b"IHDR", 60_000, 60_000)
    header += data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def test_a_picture_that_would_fill_the_memory_is_refused_unread():
    assert len(bomb()) < 100
    assert refusal(bomb()) == "too_many_pixels"
    assert refusal(picture("PNG", size=(8_000, 6_400))) == "too_many_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        picture()[:200],
        b"GIF89a" + b"\0" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"PK\x03\x04 a program",
        b"%PDF-1.7 that ends too early",
        b"a page before %PDF-1.7 \n%%EOF",
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused(data):
    assert refusal(data) == "unreadable"


def test_more_than_ten_megabytes_are_refused():
    assert refusal(b"%PDF-" + b"0" * papers.MOST_BYTES) == "too_large"


def test_a_pdf_is_kept_as_it_came():
    sent = pdf()

    assert papers.read(sent) == papers.Paper(sent, "application/pdf", "pdf")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "active"),
        (b"<< /S /J#61vaScript >>", "active"),
        (b"<< /S /Launch /F (cmd.exe) >>", "active"),
        (b"<< /Type /EmbeddedFile >>", "active"),
        (b"<< /Encrypt 5 0 R >>", "locked"),
    ],
)
def test_a_pdf_that_runs_something_or_is_locked_is_refused(body, code):
    assert refusal(pdf(body)) == code


def test_a_name_that_only_begins_alike_is_fine():
    assert papers.read(pdf(b"<< /JSONData 1 /LaunchPad 2 >>")).media_type == "application/pdf"
