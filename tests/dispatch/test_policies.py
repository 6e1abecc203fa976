"""Policies in the admin: a form that makes the next version, after showing what changes."""

import re

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.dispatch import services
from apps.dispatch.models import POLICY_FIELDS, Policy

pytestmark = pytest.mark.django_db

ADD = "/admin/dispatch/policy/add/"


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def values(zone=None, **changes: object) -> dict:
    """A form as the browser sends it: the built-in policy but for `changes`."""
    known = model_to_dict(Policy(), fields=POLICY_FIELDS) | {"radii_m": "2000 4000 8000"}
    return known | {"zone": zone.id if zone else ""} | changes


def rows(page: str) -> list[list[str]]:
    """The table of differences: label, before, after."""
    found = re.findall(r"<th scope=\"row\"[^>]*>(.*?)</th>.*?<bdi>(.*?)</bdi>.*?<bdi>(.*?)</bdi>", page, re.DOTALL)
    return [list(row) for row in found]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_the_form_begins_with_what_is_in_force(desk, algiers):
    services.add_policy(policy=Policy(zone_id=algiers.id, offer_s=21))

    page = desk.get(ADD, {"zone": str(algiers.id)}).content.decode()

    assert re.search(r'name="offer_s" value="21"', page)
    assert 'value="2000 4000 8000"' in page


def test_differences_are_shown_before_anything_changes(desk, algiers):
    page = desk.post(ADD, values(algiers, offer_s=20, radii_m="1000, 3000")).content.decode()

    assert not Policy.objects.exists()
    assert "Algiers" in page
    assert "Compared with version 0, which is in force." in page
    assert rows(page) == [["Radii (m)", "2000 · 4000 · 8000", "1000 · 3000"], ["Offer (s)", "15", "20"]]


def test_confirmed_it_is_the_next_version_with_a_line_in_the_audit_trail(desk, algiers, nadia):
    page = desk.post(ADD, values(algiers, offer_s=20)).content.decode()

    answer = desk.post(ADD, hidden(page))

    policy = Policy.objects.get()
    assert answer.status_code == 302
    assert (policy.zone_id, policy.version, policy.offer_s, policy.radii_m) == (algiers.id, 1, 20, [2000, 4000, 8000])
    line = AuditLine.objects.get(action="policy.added")
    assert (line.actor_id, line.details["changes"]) == (nadia.id, {"offer_s": ["15", "20"]})


def test_what_somebody_else_put_in_force_meanwhile_is_shown_first(desk, algiers):
    page = desk.post(ADD, values(algiers, offer_s=20)).content.decode()
    services.add_policy(policy=Policy(zone_id=algiers.id, patience_s=99))

    again = desk.post(ADD, hidden(page)).content.decode()

    assert Policy.objects.count() == 1
    assert "Somebody changed the policy meanwhile" in again
    assert rows(again) == [["Offer (s)", "15", "20"], ["Patience (s)", "99", "180"]]
    assert desk.post(ADD, hidden(again)).status_code == 302
    assert Policy.objects.get(version=2).offer_s == 20


def test_nothing_is_put_in_force_when_nothing_changes(desk):
    page = desk.post(ADD, values()).content.decode()

    assert "Nothing would change." in page
    assert "Put in force" not in page


def test_a_new_version_begins_with_an_old_one(desk, algiers):
    old = services.add_policy(policy=Policy(zone_id=algiers.id, offer_s=21))
    services.add_policy(policy=Policy(zone_id=algiers.id, offer_s=30))

    form = desk.get(reverse("admin:dispatch_policy_next_version", args=[old.pk]), follow=True).content.decode()

    assert re.search(r'name="offer_s" value="21"', form)


@pytest.mark.parametrize(
    "wrong",
    [
        {"radii_m": "4000 2000"},
        {"radii_m": "two kilometres"},
        {"radii_m": ""},
        {"radii_m": "0 100"},
        {"radii_m": "100 900000"},
        {"window_ms": 1_001},
        {"offer_s": 1},
        {"patience_s": ""},
        {"home_share": 1.5},
        {"solver": "guess"},
    ],
)
def test_what_makes_no_sense_is_refused_in_the_form(desk, wrong):
    page = desk.post(ADD, values(**wrong)).content.decode()

    assert "Put in force" not in page
    assert "errorlist" in page or "text-red" in page
    assert not Policy.objects.exists()


def test_only_who_may_add_policies_sees_the_form(desk, amina):
    desk.force_login(amina, backend="django.contrib.auth.backends.ModelBackend")

    assert desk.get(ADD).status_code == 403
    assert desk.post(ADD, values(offer_s=20) | {"confirmed": "0"}).status_code == 403
    assert not Policy.objects.exists()


def test_a_version_never_changes(desk, algiers):
    policy = services.add_policy(policy=Policy(zone_id=algiers.id))
    address = reverse("admin:dispatch_policy_change", args=[policy.pk])

    assert desk.post(address, values(algiers, offer_s=20)).status_code == 403
    assert desk.post(reverse("admin:dispatch_policy_delete", args=[policy.pk]), {"post": "yes"}).status_code == 403
    policy.refresh_from_db()
    assert policy.offer_s == 15
