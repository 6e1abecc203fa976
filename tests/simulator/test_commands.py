"""Seeding twice changes nothing; nonsense and production are refused in words."""

from pathlib import Path

import phonenumbers
import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Person
from apps.fleet.models import Driver, Vehicle
from simulator import names
from superapp.management import lease
from tests.support.redis import free_port


@pytest.mark.parametrize("market", ["DZ", "MA", "TN", "FR"])
@pytest.mark.parametrize("number", [0, names.FIRST_DRIVER, names.FIRST_RIDER, 9_999])
def test_every_phone_is_a_valid_number_of_its_country(market, number):
    phone = phonenumbers.parse(names.phone(market, number))
    assert phonenumbers.is_valid_number(phone)
    assert phonenumbers.region_code_for_number(phone) == market


def _seed(capsys, **options) -> str:
    call_command("seed_demo", drivers=5, riders=3, **options)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_seeding_makes_accounts_and_tells_the_password_once(capsys):
    told = _seed(capsys)
    staff = Person.objects.get(email="operations@superapp.example")
    password = told.split("password ")[1].split()[0]
    assert staff.check_password(password)
    assert "+213550000001" in told
    assert (Person.objects.count(), Driver.objects.count(), Vehicle.objects.count()) == (11, 6, 6)


@pytest.mark.django_db
def test_seeding_again_changes_and_tells_nothing(capsys):
    _seed(capsys)
    before = list(Person.objects.order_by("id").values_list("id", "password"))
    assert _seed(capsys) == ""
    assert list(Person.objects.order_by("id").values_list("id", "password")) == before


@pytest.mark.django_db
def test_another_city_has_people_of_its_own(capsys):
    _seed(capsys)
    _seed(capsys, city="tunis")
    assert Driver.objects.count() == 12
    assert Person.objects.filter(phone__startswith="+216").count() == 10


def test_where_no_code_can_be_read_nobody_is_seeded(settings):
    settings.LOCAL_INBOX_ENABLED = False
    with pytest.raises(CommandError, match="developer's machine"):
        call_command("seed_demo")


def test_where_the_clock_may_not_be_scaled_there_is_no_virtual_city(settings):
    settings.CLOCK_SCALING_ALLOWED = False
    with pytest.raises(CommandError, match="refused in this environment"):
        call_command("simulate")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"speed": 1_000}, "--speed must be between"),
        ({"drivers": 0}, "1 to 4900 drivers"),
        ({"trips": Path("missing.csv")}, r"--trips missing\.csv: No such file or directory"),
        ({"trips": Path("tests")}, "--trips tests: Is a directory"),
        ({"seconds": -5.0}, "--seconds must be above 0"),
        ({"seconds": float("nan")}, "--seconds must be above 0"),
        ({"drain": -1.0}, "--drain must not be below 0"),
        ({"url": ["not-a-url"]}, "--url must be like http://127.0.0.1:8000, not 'not-a-url'"),
        ({"url": ["http://127.0.0.1:99999"]}, "--url must be like"),
    ],
)
def test_nonsense_is_refused_in_words(options, why):
    with pytest.raises(CommandError, match=why):
        call_command("simulate", **options)


@pytest.mark.django_db
def test_a_city_nobody_serves_is_refused_with_those_that_are():
    with pytest.raises(CommandError, match=r"no zone .atlantis.\. There are: .*algiers"):
        call_command("simulate", city="atlantis")


def test_a_file_without_a_usable_row_is_told_row_by_row(tmp_path, capsys):
    trips = tmp_path / "trips.csv"
    trips.write_text(
        "requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng\n"
        "yesterday,35.70,-0.63,35.72,-0.60\n"
        "2026-03-02T08:00:00Z,0,0,35.72,-0.60\n"
    )
    with pytest.raises(CommandError, match=r"trips\.csv: no usable row among 2"):
        call_command("simulate", trips=trips)
    assert capsys.readouterr().err.splitlines() == [
        "trips.csv, line 2: requested_at is not a time: 'yesterday'; skipped",
        "trips.csv, line 3: pickup is 0, 0: no position was recorded; skipped",
    ]


def test_help_tells_every_default_and_every_column(capsys):
    with pytest.raises(SystemExit):
        call_command("simulate", "--help")
    told = " ".join(capsys.readouterr().out.split())
    for default in ("algiers", "400", "200", "10.0", "until Ctrl-C", "120.0", "http://127.0.0.1:8000"):
        assert f"(default: {default})" in told
    assert "duration_s" in told


@pytest.mark.django_db
def test_a_platform_that_does_not_answer_is_an_error_in_words(monkeypatch):
    monkeypatch.setattr("simulator.city.SERVER_PATIENCE_S", 0.1)
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match=r"is not ready\. Start the platform first"):
        call_command("simulate", drivers=1, riders=1, url=[url], json=True)
    with lease.only_simulation():
        """It was given back."""


@pytest.mark.django_db
def test_a_second_simulation_is_refused():
    with (
        lease.only_simulation(),
        pytest.raises(CommandError, match=r"Another simulation .* \(since .*\)\. Stop it first"),
    ):
        call_command("simulate", drivers=1, riders=1)
