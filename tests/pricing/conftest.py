from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from apps.kernel import clock

MONDAY_AT_EIGHT = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)  # 08:00 in Algiers


@pytest.fixture
def monday_at_eight() -> Iterator[None]:
    """It is rush hour in Algiers."""
    with clock.travel(MONDAY_AT_EIGHT - clock.now()):
        yield
