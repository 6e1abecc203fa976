"""The published schema is what the running server does: schemathesis tries it, role by role.

No 5xx, no status the schema does not name, no answer off its schema.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import names
from tests.support.doors import sign_in
from tests.support.platform import platform

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("contract")]

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = os.environ.get("SCHEMA_EXAMPLES", "25")
ENDS_THE_SESSION = "/account/revoke-all"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with platform(tmp_path_factory.mktemp("contract"), workers=("default", "io")) as running:
        running.manage("seed_demo", "--drivers", "1", "--riders", "1")
        yield running


def run_schemathesis(city, include: str, *, access: str = "", exclude: str = "") -> None:
    schemathesis = Path(sys.executable).parent / "schemathesis"
    command = [str(schemathesis), "run", f"{city.url}/api/schema/", "--checks", CHECKS, "--include-path-regex", include]
    command += ["--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--no-color", "--seed", "1"]
    command += ["--header", f"Authorization: Bearer {access}"] if access else []
    command += ["--exclude-path-regex", exclude] if exclude else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=540, cwd=city.folder)
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:] + city.logs()[-4_000:]


def test_what_anybody_may_call(city):
    run_schemathesis(city, "^/api/v1/(auth|public)/")


def test_what_a_rider_may_call(city):
    access = sign_in(city.url, "+213550000901", "rider")["access"]
    run_schemathesis(city, "^/api/v1/(rider|account)/", access=access, exclude=ENDS_THE_SESSION)
    run_schemathesis(city, ENDS_THE_SESSION, access=access)


def test_what_a_driver_may_call(city):
    access = sign_in(city.url, names.phone("DZ", names.DEMO_DRIVER), "driver")["access"]
    run_schemathesis(city, "^/api/v1/driver/", access=access)


def test_a_token_of_another_role_opens_nothing(city):
    access = sign_in(city.url, "+213550000902", "rider")["access"]
    run_schemathesis(city, "^/api/v1/driver/", access=access)
