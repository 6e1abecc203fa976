"""Jobs and policies in the admin."""

import pytest
from django.urls import reverse

from apps.dispatch.models import Policy


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(desk, name: str) -> str:
    return desk.get(reverse(f"admin:dispatch_{name}_changelist"), headers={"Accept-Language": "en"}).content.decode()


def test_the_built_in_policy_is_shown_until_a_general_one_is_added(desk, algiers):
    words = "Built-in policy (version 0)"
    page = get(desk, "policy")
    assert words in page
    assert "2000 · 4000 · 8000" in page
    Policy.objects.create(zone_id=algiers.id, version=1)
    assert words in get(desk, "policy")  # the other zones'
    Policy.objects.create(zone=None, version=1)
    assert words not in get(desk, "policy")
