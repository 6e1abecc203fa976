"""The admin speaks of people, places and times: never of a raw id where there is a name."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.rides.city import City
from tests.support.days import live

RAW_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


class Words(HTMLParser):
    """What of a page is there to read, its title included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)

    def __str__(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def desk(client, nadia) -> Client:
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


def addresses(model: type[Model]) -> list[str]:
    """The list, and the page of each row."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = model._default_manager.order_by("-pk")[:5]
    return [reverse(f"{name}_changelist"), *(reverse(f"{name}_change", args=[row.pk]) for row in rows)]


def test_no_page_shows_a_raw_id(city, desk, nadia):
    live(city, nadia, 1)
    raw = {}
    for address in (address for model in admin.site._registry for address in addresses(model)):
        found = RAW_ID.findall(str(Words(desk.get(address).content.decode())))
        raw |= {address: found} if found else {}
    assert raw == {}
