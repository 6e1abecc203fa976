"""A ride as a dict: written by hand for speed, so held to the fields it is made of."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from apps.rides.contracts import Guest, Place, RiderName, RideView, Stop, Waiting

EIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TIMES = [field.name for field in fields(RideView) if field.name.endswith("_at")]
FULL = RideView(
    id=UUID(int=7),
    status="completed",
    category="standard",
    pickup=Place(36.75, 3.06, "Home"),
    dropoff=Place(36.70, 3.19, ""),
    stops=(Stop(36.74, 3.1, "School", EIGHT), Stop(36.72, 3.12, "", None)),
    distance_m=12_400,
    duration_s=1_260,
    fare={"total_minor": 41_250, "lines": [{"code": "base", "amount_minor": 41_250}]},
    fee={"total_minor": 10_000},
    net_minor=8_500,
    waiting=Waiting(
        free_s=180, per_minute_minor=1_000, free_until=EIGHT, waited_s=240, charged_s=60, amount_minor=1_000
    ),
    pin="0417",
    rider=RiderName(UUID(int=7), "Amina"),
    guest=Guest("Baya", "+213550000009"),
    driver={"full_name": "Karim Meziane", "vehicle": {"plate": "00123-116-16"}},
    pickup_eta_s=240,
    queued=False,
    rematched=1,
    cancel_reason="changed_plans",
    **{name: EIGHT + timedelta(minutes=minute, milliseconds=minute) for minute, name in enumerate(TIMES)},
)
OPTIONAL = ("fee", "net_minor", "waiting", "pin", "guest", "driver", "pickup_eta_s", "cancel_reason", *TIMES)
EMPTY = replace(FULL, **dict.fromkeys(set(OPTIONAL) - {"requested_at"}))


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return str(value) if isinstance(value, UUID) else value


@pytest.mark.parametrize("view", [FULL, EMPTY], ids=["full", "empty"])
def test_every_field_in_its_order_as_json_has_it(view):
    assert list(view.as_dict().items()) == [(name, plain(value)) for name, value in asdict(view).items()]
