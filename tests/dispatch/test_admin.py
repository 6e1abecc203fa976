"""Jobs and policies in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from apps.dispatch.models import MatchRound, Policy
from apps.fleet.models import Vehicle
from apps.kernel import clock
from apps.kernel.markup import left_to_right


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(desk, name: str) -> str:
    return desk.get(reverse(f"admin:dispatch_{name}_changelist"), headers={"Accept-Language": "en"}).content.decode()


def job_page(desk, job) -> str:
    address = reverse("admin:dispatch_job_change", args=[job.pk])
    return desk.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_a_round_says_who_was_kept_out_and_by_which_gate(desk, karim, sofia, mehdi, on_the_road, job, match):
    for driver, metres in ((karim, 100), (sofia, 200), (mehdi, 300)):
        on_the_road(driver, metres)
    Vehicle.objects.exclude(driver=karim).update(category="van")
    ride = job()
    match()
    assert "Other category: <bdi>Mehdi Ould, Sofia Larbi</bdi>" in job_page(desk, ride)


def test_a_page_of_many_rounds_asks_as_often_as_that_of_one(desk, karim, sofia, job):
    ride = job()

    def cost_with_round(radius_m: int, driver) -> int:
        refused = {str(driver.pk): {"gate": "run", "m": 300}}
        MatchRound.objects.create(
            job=ride, radius_m=radius_m, epoch=0, policy_version=0, at=clock.now(), refused=refused
        )
        with CaptureQueriesContext(connection) as asked:
            assert f"On a run: <bdi>{driver}</bdi>" in job_page(desk, ride)
        return len(asked)

    cost_with_round(1_000, karim)  # types of content are asked for once a process
    assert cost_with_round(2_000, karim) == cost_with_round(4_000, sofia) == cost_with_round(8_000, sofia)


def test_a_job_is_called_by_its_kind_place_and_time(desk, job):
    ride = job()
    opened_at = left_to_right(f"{localtime(ride.opened_at):%Y-%m-%d %H:%M}")
    assert f"Ride · Algiers · {opened_at}" in job_page(desk, ride)


def test_the_built_in_policy_is_shown_until_a_general_one_is_added(desk, algiers):
    words = "Built-in policy (version 0)"
    page = get(desk, "policy")
    assert words in page
    assert "2000 · 4000 · 8000" in page
    Policy.objects.create(zone_id=algiers.id, version=1)
    assert words in get(desk, "policy")  # the other zones'
    Policy.objects.create(zone=None, version=1)
    assert words not in get(desk, "policy")
