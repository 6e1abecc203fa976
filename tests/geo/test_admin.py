"""Zones and markets in the admin: by their names, in the language of who looks."""

import pytest
from django.urls import reverse


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("language", "zone", "market"),
    [("fr", "Alger", "Algérie"), ("ar", "الجزائر العاصمة", "الجزائر"), ("en", "Algiers", "Algeria")],
)
def test_lists_and_filters_speak_of_places(desk, language, zone, market):
    def page(name: str) -> str:
        return desk.get(reverse(f"admin:{name}_changelist"), headers={"Accept-Language": language}).content.decode()

    assert f">{market}<" in page("geo_market")
    for text in (zone, market):
        assert f">{text}<" in page("geo_zone")
    for name in ("fleet_shift", "dispatch_policy", "pricing_tariffversion"):
        assert f'title="{zone}"' in page(name), name
