"""One platform for all that plays on real processes: to start it costs 20 s of CPU."""

from collections.abc import Iterator

import pytest

from tests.support.platform import Platform, platform


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Who uses it is in the group `platform`, and leaves nobody on the streets and the clock at the wall's speed."""
    with platform(tmp_path_factory.mktemp("platform"), webs=2) as started:
        yield started
