"""A receipt as a PDF page, in the rider's language and the zone's time."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.geo.contracts import Category
from apps.kernel.money import Money
from apps.pricing.contracts import LINE_LABELS
from apps.rides.contracts import ReceiptView

STATIC = Path(settings.STATICFILES_DIRS[0])
SCHEME = "receipt:"
MEDIA_TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml"}

# The only files a receipt may load: name in the page → place under static/. No network, no other file.
ASSETS = {
    "inter.ttf": "fonts/pdf/Inter-Regular.ttf",
    "inter-bold.ttf": "fonts/pdf/Inter-Bold.ttf",
    "arabic.ttf": "fonts/pdf/NotoSansArabic-Regular.ttf",
    "arabic-bold.ttf": "fonts/pdf/NotoSansArabic-Bold.ttf",
    "icon.svg": "icon.svg",
}
PAPER_ASSETS = {name: SCHEME + name for name in ASSETS}


class ForbiddenAddress(ValueError):
    """The page asked for something that is not on the list."""


@dataclass(frozen=True)
class Line:
    """`quantity` and `rate` only where a rate was multiplied: kilometres, minutes, stops, shares of the trip."""

    title: str
    quantity: str
    rate: Money | None
    amount: Money


def to_pdf(*, receipt: ReceiptView, language: str) -> bytes:
    """The page as PDF bytes, some 30 KB."""
    from weasyprint import HTML  # it and its libraries are only in memory where PDFs are made
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurAssets(URLFetcher):
        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            content, media_type = asset(url)
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    html = to_html(receipt=receipt, language=language)
    return HTML(string=html, url_fetcher=OnlyOurAssets()).write_pdf()


def to_page(*, receipt: ReceiptView, language: str, origin: str) -> str:
    """The same page for a browser, also opened from memory: it loads its fonts and icon from `origin` (https://host)."""
    return to_html(
        receipt=receipt, language=language, assets={name: origin + static(place) for name, place in ASSETS.items()}
    )


def to_html(*, receipt: ReceiptView, language: str, assets: Mapping[str, str] = PAPER_ASSETS) -> str:
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo(receipt.time_zone)):
        return render_to_string("rides/receipt.html", _context(receipt, language, assets))


def asset(address: str) -> tuple[bytes, str]:
    """The bytes and media type behind `receipt:<name>`. Raises ForbiddenAddress for anything that is not in ASSETS."""
    name = address.removeprefix(SCHEME)
    if not address.startswith(SCHEME) or name not in ASSETS:
        raise ForbiddenAddress(address)
    path = STATIC / ASSETS[name]
    return path.read_bytes(), MEDIA_TYPES[path.suffix]


def _context(receipt: ReceiptView, language: str, assets: Mapping[str, str]) -> dict:
    fare = receipt.fare
    return {
        "receipt": receipt,
        "no_show": any(line["code"] == "no_show" for line in fare["lines"]),
        "lines": [_line(line, fare["currency"]) for line in fare["lines"]],
        "total": Money(fare["total_minor"], fare["currency"]),
        "category": Category(receipt.category).label,
        "distance": _kilometres(receipt.distance_m),
        "duration": _trip_time(receipt),
        "language": language,
        "assets": {name.replace(".", "_").replace("-", "_"): address for name, address in assets.items()},
        "tip": _promised(receipt.tip),
        "credit": _promised(receipt.credit),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def _promised(amount: dict | None) -> Money | None:
    return Money(amount["amount_minor"], amount["currency"]) if amount else None


def _line(line: dict, currency: str) -> Line:
    """The quote's line, letter for letter: nothing is computed again here."""
    title = str(LINE_LABELS.get(line["code"], line["code"]))
    amount = Money(line["amount_minor"], currency)
    if line["unit"] == "trip":
        return Line(title, "", None, amount)
    return Line(title, _quantity(Decimal(line["quantity"]), line["unit"]), Money(line["rate_minor"], currency), amount)


def _quantity(number: Decimal, unit: str) -> str:
    if unit == "times":
        return f"{number_format((number * 100).normalize())} %"
    return f"{number_format(number)} {_unit(unit)}".rstrip()


def _unit(unit: str) -> str:
    return {"km": _("km"), "min": _("min")}.get(unit, "")


def _kilometres(metres: int) -> str:
    return f"{number_format(Decimal(metres) / 1000, 1)} {_unit('km')}"


def _trip_time(receipt: ReceiptView) -> str:
    if receipt.started_at is None or receipt.completed_at is None:
        return ""
    return _minutes((receipt.completed_at - receipt.started_at).total_seconds())


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
