import pytest

from tests.rides.city import City


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    """Commits are real, so that hints and routes reach Redis."""
    return City(api, travel, algiers)
