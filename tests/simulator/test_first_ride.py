"""`make first-ride` plays a whole ride on the real platform, and says what is wrong when there is none."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.platform import ROOT, Platform
from tests.support.redis import free_port

RECEIPT = ROOT / "var" / "receipt.pdf"


def _first_ride(url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/first_ride.py", url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)


def test_where_nothing_answers_it_says_how_to_start_the_platform():
    done = _first_ride(f"http://127.0.0.1:{free_port()}")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Start the platform first: make run" in done.stderr
    assert "Traceback" not in done.stderr


def test_nonsense_for_an_address_is_refused():
    done = _first_ride("not-a-url")
    assert done.returncode == 2
    assert "The address must be like http://127.0.0.1:8000, not not-a-url." in done.stderr


@pytest.fixture
def at_the_speed_of_make_run(running: Platform) -> Iterator[None]:
    set_speed = "from apps.kernel import clock; clock.set_speed({})"
    running.manage("shell", "-c", set_speed.format(5))
    yield
    running.manage("shell", "-c", set_speed.format(1))


@pytest.mark.processes
@pytest.mark.xdist_group("platform")
@pytest.mark.usefixtures("at_the_speed_of_make_run")
def test_a_whole_ride_is_told_from_the_price_to_the_paper(running):
    RECEIPT.unlink(missing_ok=True)
    running.manage("seed_demo", "--drivers", "0", "--riders", "0")
    done = _first_ride(running.url)
    assert done.returncode == 0, done.stdout + done.stderr + running.logs()[-10_000:]
    steps = (
        "POST /api/v1/auth/otp → 202", "POST /api/v1/rider/quotes → 200", "POST /api/v1/rider/rides → 201",
        "offer.accept", "ride.updated accepted: Karim Meziane", "ride.updated arriving", "says the PIN",
        "ride.updated in_progress", "ride.updated completed", "Total", "saved as var/receipt.pdf", "shift.end",
    )  # fmt: skip
    places = [done.stdout.find(step) for step in steps]
    assert -1 not in places, done.stdout
    assert places == sorted(places)
    assert "position 36.7040, 3.1990" in done.stdout
    assert "refused" not in done.stdout
    assert RECEIPT.read_bytes().startswith(b"%PDF")
