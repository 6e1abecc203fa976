"""`manage.py replay_dispatch`: a recorded day, matched again by one policy after the other."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import BinaryIO, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import Progress

from apps.dispatch import selectors, services
from apps.dispatch.algorithms.replay.engine import Played, Rules, Travel, play
from apps.dispatch.algorithms.replay.figures import figures
from apps.dispatch.algorithms.replay.recording import Appearances, Trips, at_pickups
from apps.dispatch.management import recorded_day, replay_plot, replay_report
from apps.dispatch.management.recorded_day import DRIVER_COLUMNS, TRIP_COLUMNS, BadRows, NothingUsable
from apps.dispatch.models import Policy
from apps.dispatch.states import Solver
from apps.geo import selectors as geo
from apps.geo import services as geo_services

SOLVERS = {"batched": Solver.ASSIGNMENT, "greedy": Solver.GREEDY}
SETTABLE = [name for name in services.REPLAYED_FIELDS if name not in ("solver", "window_ms")]
FIELDS = {field.name: field for field in Policy._meta.fields}
MOST_DRIVERS = 200_000
LONGEST_WINDOW_S = 600.0

T = TypeVar("T")


@dataclass(frozen=True)
class Ground:
    """How one travels in the city of the recording, and its clock."""

    travel: Travel
    detour: float
    clock: tzinfo
    policy: Policy


class Command(BaseCommand):
    help = "Replay a recorded day through the matching kernel in simulated time, to compare policies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--trips",
            type=Path,
            required=True,
            metavar="FILE",
            help=f"CSV: {','.join(TRIP_COLUMNS)} and, if known, duration_s; times without an offset are UTC",
        )
        parser.add_argument(
            "--drivers",
            required=True,
            metavar="FILE|N",
            help=f"CSV: {','.join(DRIVER_COLUMNS)}; or how many, who stand where people asked for trips",
        )
        parser.add_argument(
            "--policy", default="batched,greedy", help=f"of {', '.join(SOLVERS)}, by comma (default: %(default)s)"
        )
        parser.add_argument(
            "--window", type=float, default=2.0, metavar="S", help="seconds a batch waits (default: %(default)s)"
        )
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=f"another value for a field of the policy: {', '.join(SETTABLE)}; repeat it for several",
        )
        parser.add_argument("--seed", type=int, default=1, help="where N drivers stand (default: %(default)s)")
        parser.add_argument(
            "--zone",
            metavar="SLUG",
            help="take speeds, time zone and the policy in force from this zone (default: a typical city's and the "
            "built-in policy; no database is asked)",
        )
        parser.add_argument("--plot", type=Path, metavar="FILE", help="draw a PNG")
        parser.add_argument("--json", action="store_true", help="one object on stdout, nothing else")

    def handle(self, **options) -> None:
        try:
            self._replay(**options)
        except NothingUsable as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted.") from None

    def _replay(self, *, trips: Path, drivers: str, policy: str, window: float, seed: int, zone: str | None, **options):
        names = _policies(policy)
        _refuse_nonsense(window, seed, options["plot"])
        bad, their_bad = BadRows(), BadRows()
        found = self._read(trips, recorded_day.read_trips, bad)
        supply = self._drivers(drivers, found, seed, their_bad)
        ground = _ground_of(zone, found)
        for assignment in options["set"]:
            _set(ground.policy, assignment)
        with _progress() as progress:
            played = {
                name: _play(progress, name, found, supply, _rules(ground.policy, SOLVERS[name], window), ground)
                for name in names
            }
        numbers = {name: figures(found.requested_at, each, ground.detour) for name, each in played.items()}
        bad_rows = bad.count + their_bad.count
        if options["json"]:
            self.stdout.write(json.dumps(replay_report.as_json(numbers, len(found), bad_rows)))
        else:
            self.stdout.write(_headline(found, supply, window, bad_rows, ground.clock) + "\n")
            self.stdout.write("\n".join([replay_report.table(numbers), "", *replay_report.comparison(numbers)]))
        if options["plot"]:
            self._plot(options["plot"], found, played, ground.clock)

    def _read(self, path: Path, read: Callable[[BinaryIO, BadRows], T], bad: BadRows) -> T:
        try:
            with _progress() as progress, progress.open(path, "rb", description=f"reading {path.name}") as stream:
                return read(stream, bad)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}.") from None
        except NothingUsable as error:
            raise NothingUsable(f"{path.name}: {error}") from None
        finally:
            self._tell_bad(path, bad)

    def _tell_bad(self, path: Path, bad: BadRows) -> None:
        for line, why in bad.first:
            self.stderr.write(f"{path.name}, line {line}: {why}; skipped")
        if bad.count > len(bad.first):
            self.stderr.write(f"{path.name}: and {bad.count - len(bad.first)} more bad rows skipped")

    def _drivers(self, drivers: str, trips: Trips, seed: int, bad: BadRows) -> Appearances:
        if not drivers.lstrip("+-").isdecimal():
            return self._read(Path(drivers), recorded_day.read_drivers, bad)
        if not 1 <= int(drivers) <= MOST_DRIVERS:
            raise CommandError(f"--drivers must be a file, or 1 to {MOST_DRIVERS}.")
        return at_pickups(trips, int(drivers), seed)

    def _plot(self, path: Path, trips: Trips, played: dict[str, Played], clock: tzinfo) -> None:
        try:
            replay_plot.save(path, trips, played, clock)
        except OSError as error:
            raise CommandError(f"--plot {path}: {error.strerror or error}.") from None


def _progress() -> Progress:
    return Progress(console=Console(stderr=True))


def _policies(text: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in SOLVERS]
    if unknown or not names:
        raise CommandError(f"--policy: choose of {', '.join(SOLVERS)}, not {', '.join(unknown) or 'nothing'}.")
    return names


def _refuse_nonsense(window: float, seed: int, plot: Path | None) -> None:
    if not 0 < window <= LONGEST_WINDOW_S:
        raise CommandError(f"--window must be above 0 and at most {LONGEST_WINDOW_S:.0f} seconds.")
    if seed < 0:
        raise CommandError("--seed must not be below 0.")
    if plot and (plot.is_dir() or not plot.parent.is_dir()):
        raise CommandError(f"--plot {plot}: give a file in a folder that exists.")


def _ground_of(slug: str | None, trips: Trips) -> Ground:
    if slug is None:
        lng = float(recorded_day.middle(trips.pickup)[0, 1])
        return Ground(
            travel=lambda metres, at: geo_services.typical_travel_seconds(metres, _moment(at), lng),
            detour=geo_services.TYPICAL_DETOUR,
            clock=timezone(timedelta(hours=round(lng / 15))),
            policy=Policy(),
        )
    try:
        zone = geo.zone(slug)
        return Ground(
            travel=lambda metres, at: geo_services.travel_seconds(metres, _moment(at), zone),
            detour=geo.detour(zone),
            clock=ZoneInfo(zone.time_zone),
            policy=selectors.policy_for(zone.id),
        )
    except geo.NoSuchZone:
        served = ", ".join(each.slug for each in geo.zones())
        raise CommandError(f"There is no zone {slug!r}. There are: {served}.") from None
    except DatabaseError as error:
        raise CommandError(f"The database is not ready ({error}). Run `make setup` first.") from None


def _rules(policy: Policy, solver: str, window_s: float) -> Rules:
    """The policy's own, but for solver and window; jobs left over wait for the next window at least."""
    own = services.rules_of(policy)
    return replace(own, solver=solver, window_s=window_s, retry_s=max(own.retry_s, window_s))


def _set(policy: Policy, assignment: str) -> None:
    name, _equals, text = assignment.partition("=")
    if name not in SETTABLE:
        raise CommandError(f"--set {assignment}: choose of {', '.join(SETTABLE)}.")
    try:
        value = [int(word) for word in text.split(",")] if name == "radii_m" else text
        setattr(policy, name, FIELDS[name].clean(value, policy))
    except ValidationError as error:
        raise CommandError(f"--set {assignment}: {' '.join(error.messages)}") from None
    except ValueError:
        raise CommandError(f"--set {assignment}: give metres, as 2000,4000,8000.") from None


def _play(progress: Progress, name: str, trips: Trips, supply: Appearances, rules: Rules, ground: Ground) -> Played:
    bar = progress.add_task(name, total=len(trips))
    return play(trips, supply, rules, ground.travel, lambda asked: progress.update(bar, completed=asked))


def _headline(trips: Trips, supply: Appearances, window: float, bad_rows: int, clock: tzinfo) -> str:
    first, last = (datetime.fromtimestamp(trips.requested_at[row], clock) for row in (0, -1))
    return (
        f"{len(trips)} trips, {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} ({clock}), {supply.drivers} drivers, "
        f"window {window:g} s, {bad_rows} bad rows skipped"
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
