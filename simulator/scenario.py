"""How people behave, in numbers, from a TOML file: shares of offers, trips or people, and seconds of the city.

`everyday.toml` holds every number; another file says what is different from it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "scenarios"
EVERYDAY = "everyday"
A_DAY_S = 86_400.0

Span = tuple[float, float]


class NotAScenario(ValueError):
    """The message says of each mistake where it is."""


def _share(section: str) -> Any:
    return field(metadata={"section": section, "low": 0.0, "high": 1.0})


def _number(section: str, low: float, high: float) -> Any:
    """A number, or a span of two, between `low` and `high`."""
    return field(metadata={"section": section, "low": low, "high": high})


@dataclass(frozen=True, kw_only=True)
class Scenario:
    decline_offer: float = _share("offers")
    ignore_offer: float = _share("offers")
    think_about_offer_s: tuple[float, float] = _number("offers", 0, 600)

    vehicle_problem: float = _share("drivers")
    wait_for_rider_s: float = _number("drivers", 1, 3_600)
    driver_rates: float = _share("drivers")
    driver_blocks: float = _share("drivers")
    driver_answers: float = _share("drivers")
    go_home: float = _share("drivers")
    home_for_s: tuple[float, float] = _number("drivers", 1, A_DAY_S)
    last_trip: float = _share("drivers")
    rest_s: tuple[float, float] = _number("drivers", 1, A_DAY_S)
    waits_at_airport: float = _share("drivers")
    expired_document: float = _share("drivers")

    rider_cancels: float = _share("riders")
    no_show: float = _share("riders")
    wrong_pin_first: float = _share("riders")
    request_by_socket: float = _share("riders")
    promo: float = _share("riders")
    stops: float = _share("riders")
    changes_dropoff: float = _share("riders")
    scheduled: float = _share("riders")
    scheduled_in_s: tuple[float, float] = _number("riders", 1_800, 7 * A_DAY_S)
    guest: float = _share("riders")
    chats: float = _share("riders")
    shares: float = _share("riders")
    calls_for_help: float = _share("riders")
    rates: float = _share("riders")
    tips: float = _share("riders")
    favourite: float = _share("riders")
    block: float = _share("riders")
    reads_pdf: float = _share("riders")
    walk_to_car_s: tuple[float, float] = _number("riders", 0, 3_600)
    between_trips_s: float = _number("riders", 1, A_DAY_S)
    first_trips_within_s: float = _number("riders", 0, A_DAY_S)

    dropped_connection: float = _share("network")
    offline_s: tuple[float, float] = _number("network", 0, 3_600)
    tunnel: float = _share("network")
    tunnel_s: tuple[float, float] = _number("network", 1, 3_600)
    position_idle_s: float = _number("network", 1, 60)
    position_trip_s: float = _number("network", 1, 60)
    position_gap_wall_s: float = _number("network", 0.05, 60)

    trip_median_m: float = _number("trips", 200, 100_000)
    trip_sigma: float = _number("trips", 0, 3)
    trip_range_m: tuple[float, float] = _number("trips", 200, 150_000)
    spread_m: float = _number("trips", 100, 100_000)
    airport_trips: float = _share("trips")
    standard: float = _share("trips")
    comfort: float = _share("trips")
    van: float = _share("trips")

    peak_share: float = _share("peak")
    peak_after_s: float = _number("peak", 0, A_DAY_S)
    peak_lasts_s: float = _number("peak", 0, A_DAY_S)
    peak_spread_m: float = _number("peak", 10, 100_000)
    peak_between_trips_s: float = _number("peak", 1, A_DAY_S)

    @property
    def categories(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in CATEGORIES}


CATEGORIES = ("standard", "comfort", "van")
FIELDS = {each.name: each for each in fields(Scenario)}
SECTIONS = tuple(dict.fromkeys(each.metadata["section"] for each in FIELDS.values()))
# Of one roll of the dice: together they cannot be more than always.
EITHER_OR = (("decline_offer", "ignore_offer"), ("dropped_connection", "tunnel"))
ROUNDING = 1e-9


def shipped() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def find(name: str) -> Path:
    """The file of a scenario that is shipped under that name, else the path itself."""
    return FOLDER / f"{name}.toml" if name in shipped() else Path(name)


@cache
def everyday() -> Scenario:
    return Scenario(**_checked(_parsed(find(EVERYDAY)), complete=True))


def load(path: Path) -> Scenario:
    """What the file says, and for the rest an everyday city. Raises NotAScenario, OSError."""
    return replace(everyday(), **_checked(_parsed(path), otherwise=everyday()))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotAScenario(f"not TOML: {error}") from None


def _checked(document: Mapping[str, Any], *, otherwise: Scenario | None = None, complete: bool = False) -> dict:
    """The values by name, spans as tuples. Raises NotAScenario with every mistake."""
    mistakes = [*_unknown(document)]
    values: dict[str, Any] = {}
    for name, each in FIELDS.items():
        section, said = each.metadata["section"], document.get(each.metadata["section"])
        if not isinstance(said, Mapping) or name not in said:
            mistakes += [f"[{section}] {name} is missing"] if complete else []
        elif why := _wrong(said[name], each.type == Span, each.metadata["low"], each.metadata["high"]):
            mistakes.append(f"[{section}] {name} {why}")
        else:
            values[name] = tuple(said[name]) if each.type == Span else said[name]
    mistakes += [] if mistakes else _wrong_sums(values if otherwise is None else vars(otherwise) | values)
    if mistakes:
        raise NotAScenario("; ".join(mistakes))
    return values


def _unknown(document: Mapping[str, Any]) -> Iterator[str]:
    for section, said in document.items():
        if section not in SECTIONS:
            yield f"[{section}] is unknown{_meant(section, SECTIONS)}"
        elif not isinstance(said, Mapping):
            yield f"[{section}] must be a table"
        else:
            known = [name for name, each in FIELDS.items() if each.metadata["section"] == section]
            yield from (f"[{section}] {name} is unknown{_meant(name, known)}" for name in said if name not in known)


def _meant(name: str, known: list[str] | tuple[str, ...]) -> str:
    near = get_close_matches(name, known, 1)
    return f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(known)})"


def _wrong(value: Any, is_span: bool, low: float, high: float) -> str:
    if not is_span:
        return "" if _is_between(value, low, high) else f"must be a number from {low:g} to {high:g}, not {value!r}"
    if not (isinstance(value, list) and len(value) == 2 and all(_is_between(each, low, high) for each in value)):
        return f"must be two numbers from {low:g} to {high:g}, not {value!r}"
    return "" if value[0] <= value[1] else f"must begin with the smaller number, not {value!r}"


def _is_between(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _wrong_sums(values: Mapping[str, Any]) -> list[str]:
    wrong = [
        f"{' + '.join(names)} is {sum(values[name] for name in names):g}, more than 1"
        for names in EITHER_OR
        if sum(values[name] for name in names) > 1 + ROUNDING
    ]
    kinds = sum(values[name] for name in CATEGORIES)
    if abs(kinds - 1) > ROUNDING:
        wrong.append(f"{' + '.join(CATEGORIES)} must be 1, not {kinds:g}")
    return wrong
