"""Papers that drivers hand in, and the desk at which staff look at them."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.fleet import services
from apps.fleet.algorithms import papers
from apps.fleet.models import Driver, DriverDocument
from apps.kernel import clock

GPS_TAG = 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400), colour: object = "navy") -> bytes:
    """A picture that says in its EXIF where it was taken, and on which phone."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Phone Maker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS_TAG)[2] = (36.0, 45.0, 0.0)
    written = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, colour).save(written, kind, exif=exif)
    return written.getvalue()


def pdf(body: bytes = b"1 0 obj << /Type /Catalog >> endobj") -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def upload(data: bytes | None = None, name: str = "licence.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data)


def in_days(days: int) -> date:
    return (clock.now() + timedelta(days=days)).date()


@pytest.fixture
def hand_in() -> Callable[..., DriverDocument]:
    """`hand_in(karim, "insurance", days=9)`: a document of his, or of his active vehicle, that waits for staff."""

    def submit(driver: Driver, kind: str = "driving_licence", days: int = 400, **fields) -> DriverDocument:
        if kind in ("vehicle_registration", "insurance", "inspection"):
            fields.setdefault("vehicle_id", driver.vehicles.get(active=True).id)
        return services.submit_document(
            driver_id=driver.id, kind=kind, paper=papers.read(picture()), expires_on=in_days(days), **fields
        )

    return submit


@pytest.fixture
def desk(client, nadia):
    """Nadia's browser in the admin."""
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client
