"""The virtual city, as a command. Preparing it takes management access; the rest goes through the public doors."""

import json
import math
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from apps.geo import selectors as geo
from apps.geo.contracts import Point, ZoneInfo
from apps.geo.services import PointsTooFarApart, ensure_demo_zone_around
from apps.kernel import redis
from config.env import env
from simulator import names, report, scenario, trips_file
from simulator.city import City, Interrupted, NobodyThere, Plan
from simulator.client import Gone
from simulator.report import Report
from simulator.scenario import NotAScenario, Scenario
from simulator.trips_file import TripsFile
from simulator.world import NotServed
from superapp.management import demo, lease, occasions

BAD_ROWS_SHOWN = 1_000
DEFAULT_URL = f"http://127.0.0.1:{env.str('PORT', default='8000')}"


class Command(BaseCommand):
    help = "Run a virtual city against the platform, through its public REST and websocket doors only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--city", default="algiers", help="slug of the zone (default: %(default)s)")
        parser.add_argument(
            "--drivers", type=int, default=400, help=f"how many, 1 to {names.MOST_DRIVERS} (default: %(default)s)"
        )
        parser.add_argument(
            "--riders", type=int, default=200, help=f"how many, 1 to {names.MOST_RIDERS} (default: %(default)s)"
        )
        parser.add_argument(
            "--speed", type=float, default=10.0, help="city seconds a wall second, 0.1 to 100 (default: %(default)s)"
        )
        parser.add_argument(
            "--seconds", type=float, help="wall seconds from when the city opens (default: until Ctrl-C)"
        )
        parser.add_argument(
            "--drain",
            type=float,
            default=120.0,
            help="wall seconds that trips may still take to end (default: %(default)s)",
        )
        parser.add_argument(
            "--trips",
            type=Path,
            metavar="FILE",
            help=f"CSV of real trips to replay: {','.join(trips_file.REQUIRED)} and, if known, duration_s "
            "(default: none, people make up their trips)",
        )
        parser.add_argument(
            "--scenario",
            default=scenario.EVERYDAY,
            metavar="NAME|FILE",
            help=f"how people behave: {', '.join(scenario.shipped())}, or a TOML file (default: %(default)s)",
        )
        parser.add_argument(
            "--url",
            action="append",
            help=f"where the platform is; repeat it for several processes (default: {DEFAULT_URL})",
        )
        parser.add_argument(
            "--seed", type=int, help="for the same people with the same plans (default: others each time)"
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="the summary as one object on stdout, nothing else (default: a table or lines)",
        )

    def handle(self, **options) -> None:
        self._refuse_nonsense(options)
        ways = self._read_scenario(options["scenario"])
        trips = self._read_trips(options["trips"])
        try:
            with lease.only_simulation():
                found = self._run(self._plan(options, self._prepare(options, trips), trips, ways))
        except (NobodyThere, NotServed, Interrupted, lease.Taken) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted.") from None
        except Gone:
            raise CommandError("The platform stopped answering.") from None
        except DatabaseError as error:
            raise CommandError(f"The database is not ready ({error}). Run `make setup` first.") from None
        except redis.Unavailable as error:
            raise CommandError(f"Redis does not answer ({error}). Start the platform first (make run).") from None
        self._tell(found, as_json=options["json"])

    def _refuse_nonsense(self, options: dict) -> None:
        if not settings.CLOCK_SCALING_ALLOWED:
            raise CommandError(
                "The virtual city scales the clock and signs in as anybody: refused in this environment."
            )
        if not 0.1 <= options["speed"] <= 100:
            raise CommandError("--speed must be between 0.1 and 100.")
        if not (1 <= options["drivers"] <= names.MOST_DRIVERS and 1 <= options["riders"] <= names.MOST_RIDERS):
            raise CommandError(f"1 to {names.MOST_DRIVERS} drivers and 1 to {names.MOST_RIDERS} riders.")
        if options["seconds"] is not None and not (math.isfinite(options["seconds"]) and options["seconds"] > 0):
            raise CommandError("--seconds must be above 0.")
        if not (math.isfinite(options["drain"]) and options["drain"] >= 0):
            raise CommandError("--drain must not be below 0.")
        for url in options["url"] or ():
            if not _is_address(url):
                raise CommandError(f"--url must be like {DEFAULT_URL}, not {url!r}.")

    def _read_scenario(self, name: str) -> Scenario:
        path = scenario.find(name)
        try:
            return scenario.load(path)
        except OSError as error:
            known = ", ".join(scenario.shipped())
            raise CommandError(f"--scenario {name}: {error.strerror or error}. There are: {known}.") from None
        except NotAScenario as error:
            raise CommandError(f"--scenario {name}: {error}") from None

    def _read_trips(self, path: Path | None) -> TripsFile:
        if path is None:
            return TripsFile()
        try:
            found = trips_file.read(path)
        except OSError as error:
            raise CommandError(f"--trips {path}: {error.strerror or error}.") from None
        except trips_file.NoTrips as error:
            self._tell_bad(path, error.bad)
            raise CommandError(str(error)) from None
        self._tell_bad(path, found.bad)
        if found.bad:
            self.stderr.write(f"{path.name}: {len(found.bad)} bad rows skipped, {len(found.trips)} trips to replay")
        return found

    def _tell_bad(self, path: Path, bad: list[tuple[int, str]]) -> None:
        for line, why in bad[:BAD_ROWS_SHOWN]:
            self.stderr.write(f"{path.name}, line {line}: {why}; skipped")
        if len(bad) > BAD_ROWS_SHOWN:
            self.stderr.write(f"{path.name}: and {len(bad) - BAD_ROWS_SHOWN} more")

    def _prepare(self, options: dict, trips: TripsFile) -> ZoneInfo:
        """What the doors cannot do: a zone around foreign trips, and people with cars."""
        zone = self._zone(options["city"], trips)
        demo.make_residents(zone.market, drivers=options["drivers"], riders=options["riders"])
        return zone

    def _zone(self, city: str, trips: TripsFile) -> ZoneInfo:
        try:
            if not trips.trips:
                return geo.zone(city)
            places = [place for trip in trips.trips for place in (trip.wish.pickup, trip.wish.dropoff)]
            return ensure_demo_zone_around([Point(*place) for place in places])
        except geo.NoSuchZone:
            served = ", ".join(zone.slug for zone in geo.zones())
            raise CommandError(f"There is no zone {city!r}. There are: {served}.") from None
        except PointsTooFarApart as error:
            raise CommandError(f"The trips do not belong to one city: {error}") from None

    def _plan(self, options: dict, zone: ZoneInfo, trips: TripsFile, ways: Scenario) -> Plan:
        """With what staff must have done before people may behave so."""
        occasions.let_papers_expire(zone.market, drivers=options["drivers"], share=ways.expired_document)
        return Plan(
            urls=options["url"] or [DEFAULT_URL],
            city=zone.slug,
            drivers=options["drivers"],
            riders=options["riders"],
            speed=options["speed"],
            seconds=options["seconds"],
            drain_s=options["drain"],
            trips=trips.trips,
            seed=options["seed"],
            scenario=ways,
            promo_code=occasions.offer_promo(zone.market) if ways.promo else "",
            airport=occasions.mark_airport(zone) if ways.airport_trips or ways.waits_at_airport else None,
            quiet=options["json"],
        )

    def _run(self, plan: Plan) -> Report:
        return uvloop.run(City(plan).run())

    def _tell(self, found: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found.as_dict()))
        else:
            self.stdout.write(report.line(found))
        for name, tally in (
            ("behaviours", +found.behaviours),
            ("refusals", found.refusals),
            ("troubles", found.troubles),
        ):
            if tally:
                self.stderr.write(f"{name}: " + ", ".join(f"{what} {count}" for what, count in sorted(tally.items())))
        if found.unfinished:
            self.stderr.write(f"{found.unfinished} rides still under way when the city stopped, and not late")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
