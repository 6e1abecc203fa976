"""Pictures and PDFs that strangers send, made safe to keep and to show. Bytes in, bytes out.

A picture is decoded and written anew as JPEG: whatever else the file held (place and time in EXIF, thumbnails, trailing
bytes, code of another format) does not come with it. A PDF cannot be written anew without losing what it says; it is
kept as it came when it is one from its first byte, and refused when it is locked or brings something that runs.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # 150 MB once decoded; a phone's picture has 12 to 48 million
LONGEST_SIDE = 2_400  # an identity card is read without effort
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")

_PDF_ENDS = re.compile(rb"%%EOF\s*\Z")
_PDF_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z])")
_PDF_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")


class PaperRefused(ValueError):
    """`code`: too_large, too_many_pixels, unreadable, locked or active."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paper:
    """A document ready to keep. `extension` follows from what it is, not from what it was called."""

    data: bytes
    media_type: str
    extension: str


def read(data: bytes) -> Paper:
    """A picture (JPEG, PNG, WebP) or a PDF, told by what it holds. Raises PaperRefused."""
    if len(data) > MOST_BYTES:
        raise PaperRefused("too_large")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    return Paper(_jpeg(data), "image/jpeg", "jpg")


def _pdf(data: bytes) -> Paper:
    """Names can also hide in compressed streams: that a reader runs nothing is the reader's business, see 0010."""
    if not _PDF_ENDS.search(data[-1_024:]):
        raise PaperRefused("unreadable")
    names = _unescaped(data)
    if _PDF_LOCKED.search(names):
        raise PaperRefused("locked")
    if _PDF_RUNS.search(names):
        raise PaperRefused("active")
    return Paper(data, "application/pdf", "pdf")


def _unescaped(data: bytes) -> bytes:
    """A PDF may write a letter of a name as #xx: /J#53 is /JS."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)


def _jpeg(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                return _written_anew(image)
    except PaperRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperRefused("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError) as error:
        raise PaperRefused("unreadable") from error


def _written_anew(image: Image.Image) -> bytes:
    """The size stands in the header, so a bomb is refused before anything is decoded."""
    if image.width * image.height > MOST_PIXELS:
        raise PaperRefused("too_many_pixels")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at the smallest scale that is enough
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = BytesIO()
    _on_white(upright).save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG has no transparency: what was clear is white. A new image carries over no notes of the old one."""
    plain = Image.new("RGB", image.size, "white")
    layer = image.convert("RGBA")
    plain.paste(layer, mask=layer.getchannel("A"))
    return plain
