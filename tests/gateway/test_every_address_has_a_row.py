"""The table and the addresses: whoever adds an address must say who may enter."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RoutePattern

from superapp.gateway import TABLE, row_for

_DYNAMIC = re.compile(r"[<(\[\\^$?*+.|{]")


def fixed_part(pattern: object) -> tuple[str, bool]:
    """What every address of a pattern starts with, and whether that is all of it."""
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        head = text.split("<")[0]
        return head, head == text
    text = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    found = _DYNAMIC.search(text)
    return (text[: found.start()], False) if found else (text, True)


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """The fixed beginning of every address there is."""
    for entry in resolver.url_patterns:
        head, whole = fixed_part(entry.pattern)
        if isinstance(entry, URLPattern) or not whole:
            yield before + head
        else:
            yield from addresses(entry, before + head)


def test_the_walk_sees_the_addresses_of_every_app():
    seen = set(addresses(get_resolver()))
    assert {"/api/v1/auth/otp", "/admin/accounts/person/", "/accounts/login/", "/health/live", "/metrics"} <= seen
    assert len(seen) > 60


def test_every_address_has_a_row():
    assert sorted({address for address in addresses(get_resolver()) if row_for(address) is None}) == []


def test_no_two_rows_are_about_the_same_path():
    assert len({row.path for row in TABLE}) == len(TABLE)


def nothing_special(request: HttpRequest) -> HttpResponse:
    return HttpResponse("entered")


urlpatterns = [
    path("forgotten/", nothing_special),
    path("api/v1/forgotten", nothing_special),
    path("accounts/", include("allauth.urls")),  # the page of a refusal links to them
]


@pytest.mark.urls(__name__)
def test_an_address_with_no_row_is_found_by_the_walk_and_refused_to_everybody(client, nadia):
    assert [address for address in addresses(get_resolver()) if row_for(address) is None] == [
        "/forgotten/",
        "/api/v1/forgotten",
    ]
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    page, api = client.get("/forgotten/"), client.get("/api/v1/forgotten")

    assert page.status_code == api.status_code == 403
    assert b"entered" not in page.content + api.content
    assert api["Content-Type"] == "application/problem+json"
    assert api.json()["type"] == "/problems/forbidden"


@pytest.mark.urls(__name__)
def test_where_nothing_is_the_answer_is_404(client, db):
    assert client.get("/nothing").status_code == 404
    assert client.get("/api/v1/nothing").json()["type"] == "/problems/not-found"
