"""A ride as a dict: written by hand for speed, so held to the fields it is made of."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from apps.rides.contracts import Place, RiderName, RideView

EIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TIMES = [field.name for field in fields(RideView) if field.name.endswith("_at")]
FULL = RideView(
    id=UUID(int=7),
    status="completed",
    category="standard",
    pickup=Place(36.75, 3.06, "Home"),
    dropoff=Place(36.70, 3.19, ""),
    distance_m=12_400,
    duration_s=1_260,
    fare={"total_minor": 41_250, "lines": [{"code": "base", "amount_minor": 41_250}]},
    pin="0417",
    rider=RiderName("Amina"),
    driver={"full_name": "Karim Meziane", "vehicle": {"plate": "00123-116-16"}},
    pickup_eta_s=240,
    rematched=1,
    cancel_reason="changed_plans",
    **{name: EIGHT + timedelta(minutes=minute, milliseconds=minute) for minute, name in enumerate(TIMES)},
)
EMPTY = replace(
    FULL, pin=None, driver=None, pickup_eta_s=None, cancel_reason=None, **dict.fromkeys(set(TIMES) - {"requested_at"})
)


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, UUID) else value


@pytest.mark.parametrize("view", [FULL, EMPTY], ids=["full", "empty"])
def test_every_field_in_its_order_as_json_has_it(view):
    assert list(view.as_dict().items()) == [(name, plain(value)) for name, value in asdict(view).items()]
