"""Demo accounts and the people of the virtual city."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.geo import selectors as geo
from simulator import names
from superapp.management import demo


class Command(BaseCommand):
    help = "Create the demo accounts and the virtual city's drivers and riders. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--city", default="algiers", help="slug of the zone (default: algiers)")
        parser.add_argument("--drivers", type=int, default=400)
        parser.add_argument("--riders", type=int, default=200)

    def handle(self, *, city: str, drivers: int, riders: int, **options: object) -> None:
        if not settings.LOCAL_INBOX_ENABLED:
            raise CommandError("Demo accounts belong on a developer's machine, not in this environment.")
        if not (0 <= drivers <= names.MOST_DRIVERS and 0 <= riders <= names.MOST_RIDERS):
            raise CommandError(f"At most {names.MOST_DRIVERS} drivers and {names.MOST_RIDERS} riders.")
        try:
            market = geo.zone(city).market
        except geo.NoSuchZone:
            raise CommandError(f"There is no zone {city!r}.") from None
        self._tell(demo.make_demo_accounts(market))
        made = demo.make_residents(market, drivers=drivers, riders=riders)
        if made:
            self.stdout.write(f"{made} residents of {city} created.")

    def _tell(self, accounts: list[demo.Account]) -> None:
        if accounts:
            self.stdout.write("Demo accounts (shown once; sign-in codes arrive at /dev/inbox/):")
        for account in accounts:
            secret = f"   password {account.secret}" if account.secret else ""
            self.stdout.write(f"  {account.what:<11} {account.login}{secret}")
