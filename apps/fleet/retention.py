"""The fleet's scheduled jobs: documents run out hour by hour, files are forgotten day by day."""

from apps.fleet import services
from apps.kernel.slots import DAILY, HOURLY, scheduled


@scheduled("fleet.documents", HOURLY)
def watch_documents(slot: str) -> None:
    """Every hour, because the day ends in every market at another one."""
    services.expire_documents()
    services.warn_of_expiry()


@scheduled("fleet.incentives", HOURLY)
def settle_incentives(slot: str) -> None:
    while services.settle_incentives():
        pass


@scheduled("fleet.forget", DAILY)
def forget(slot: str) -> None:
    services.forget_files()
    services.forget_hotspots()
