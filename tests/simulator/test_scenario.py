"""A scenario file says what is different from an everyday city; every mistake in it is told at once, with its place."""

import pytest
from django.core.management import CommandError, call_command

from simulator import scenario
from simulator.scenario import NotAScenario, everyday


@pytest.fixture
def written(tmp_path):
    def write(text: str):
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return path

    return write


def test_four_are_shipped_and_every_one_can_be_read():
    assert scenario.shipped() == ["airport", "everyday", "rush", "stress"]
    for name in scenario.shipped():
        scenario.load(scenario.find(name))


def test_a_file_changes_what_it_names_and_nothing_else(written):
    found = scenario.load(written("[riders]\npromo = 0.5\nwalk_to_car_s = [1, 2]\n"))
    assert (found.promo, found.walk_to_car_s) == (0.5, (1, 2))
    assert (found.stops, found.decline_offer) == (everyday().stops, everyday().decline_offer)


def test_an_empty_file_is_an_everyday_city(written):
    assert scenario.load(written("")) == everyday()


def test_the_rush_has_a_peak_and_an_everyday_city_has_none():
    assert scenario.load(scenario.find("rush")).peak_share > 0
    assert everyday().peak_share == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[riders]\npromos = 0.1", r"^\[riders\] promos is unknown \(did you mean promo\?\)$"),
        ("[ridders]\npromo = 0.1", r"^\[ridders\] is unknown \(did you mean riders\?\)$"),
        ("[weather]\nrain = 1", r"^\[weather\] is unknown \(known: offers, drivers, riders, network, trips, peak\)$"),
        ("promo = 0.1", r"^\[promo\] is unknown"),
        ("riders = 1", r"^\[riders\] must be a table$"),
        ("[drivers]\npromo = 0.1", r"^\[drivers\] promo is unknown"),
        ("[riders]\npromo = 1.2", r"^\[riders\] promo must be a number from 0 to 1, not 1\.2$"),
        ("[riders]\npromo = -0.1", r"promo must be a number from 0 to 1, not -0\.1"),
        ("[riders]\npromo = nan", r"promo must be a number from 0 to 1, not nan"),
        ("[riders]\npromo = true", r"promo must be a number from 0 to 1, not True"),
        ("[riders]\npromo = 'often'", r"promo must be a number from 0 to 1, not 'often'"),
        ("[network]\nposition_trip_s = 0", r"position_trip_s must be a number from 1 to 60, not 0"),
        ("[network]\noffline_s = 5", r"offline_s must be two numbers from 0 to 3600, not 5"),
        ("[network]\noffline_s = [5]", r"offline_s must be two numbers"),
        ("[network]\noffline_s = [40, 5]", r"offline_s must begin with the smaller number, not \[40, 5\]"),
        ("[offers]\ndecline_offer = 0.7\nignore_offer = 0.6", r"^decline_offer \+ ignore_offer is 1\.3, more than 1$"),
        ("[network]\ntunnel = 0.99", r"^dropped_connection \+ tunnel is 1\.02, more than 1$"),
        ("[trips]\nstandard = 0.5", r"^standard \+ comfort \+ van must be 1, not 0\.64$"),
        ("[riders\npromo = 1", r"^not TOML: .*line 1"),
    ],
)
def test_a_mistake_is_told_with_its_place(written, text, why):
    with pytest.raises(NotAScenario, match=why):
        scenario.load(written(text))


def test_every_mistake_is_told_at_once(written):
    with pytest.raises(NotAScenario) as refused:
        scenario.load(written("[riders]\npromo = 2\nstop = 1\n[offers]\nignore_offer = -1\n"))
    assert len(str(refused.value).split("; ")) == 3


def test_the_command_refuses_a_scenario_in_words(written):
    with pytest.raises(CommandError, match=r"--scenario .*mine\.toml: \[riders\] promo must be"):
        call_command("simulate", scenario=str(written("[riders]\npromo = 2")))
    with pytest.raises(CommandError, match=r"--scenario holiday: No such file .*There are: airport, everyday, rush,"):
        call_command("simulate", scenario="holiday")
