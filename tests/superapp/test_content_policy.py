"""Every page has a content security policy; none lets a script of somebody else's in, none is exempt."""

import runpy
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.parts.maps import origin_of_tiles

TILES = "https://tiles.example.org"


def policy(answer) -> dict[str, list[str]]:
    directives = (text.split() for text in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("path", ["/", "/ride/", "/drive/", "/accounts/login/", "/api/docs/", "/nothing/"])
def test_scripts_come_from_here_and_are_files(client, db, path):
    assert policy(client.get(path)) == {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_the_admin_may_besides_read_its_attributes_as_code(desk):
    admin, site = policy(desk.get("/admin/")), policy(desk.get("/ride/"))
    assert admin == {**site, "script-src": ["'self'", "'unsafe-eval'"]}
    assert policy(desk.get("/ride/")) == site, "what one answer may is not left to the next"


def test_pages_with_maps_may_besides_load_their_tiles(desk, settings):
    without = policy(desk.get("/"))
    also = {"img-src": [TILES], "connect-src": [TILES]}
    settings.CONTENT_SECURITY_POLICY_ALSO = dict.fromkeys(["/ride/", "/ops/map/"], also)
    for path in ("/ride/", "/ops/map/"):
        may = policy(desk.get(path))
        assert may == without | {name: [*without[name], TILES] for name in ("img-src", "connect-src")}
    assert policy(desk.get("/")) == without


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", TILES),
        ("https://Tiles.Example.org/{z}/{x}/{y}@2x.png?key=a1", TILES),
        ("http://localhost:8080/styles/osm/{z}/{x}/{y}.webp", "http://localhost:8080"),
    ],
)
def test_tiles_come_from_one_origin(url, origin):
    assert origin_of_tiles(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        "https://user:word@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org; script-src */{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}/{y}.png ",
    ],
)
def test_an_address_of_tiles_that_cannot_work_is_said_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="MAP_TILE_URL must be like https://"):
        origin_of_tiles(url)


def test_it_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("MAP_TILE_URL", f"{TILES}/{{z}}/{{x}}/{{y}}.png")
    monkeypatch.delitem(sys.modules, "config.settings.parts.maps")
    also = runpy.run_path("config/settings/parts/security.py")["CONTENT_SECURITY_POLICY_ALSO"]
    tiles = {"img-src": [TILES], "connect-src": [TILES]}
    assert also == {
        "/admin/": {"script-src": ["'unsafe-eval'"]},
        **dict.fromkeys(("/ride/", "/drive/", "/t/", "/ops/map/"), tiles),
    }
