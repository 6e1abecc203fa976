"""Estimates by Valhalla and OSRM over HTTP, and what happens when they do not answer."""

import time
from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.checks import run_checks

from apps.geo import engines, services
from apps.geo.contracts import Estimate
from apps.geo.engines.transport import MOST_BYTES
from tests.geo.engine import Request
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA
from tests.support.threads import together

MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 08:00 in Algiers
BUILT_IN = Estimate(16_272, 3_083, "builtin")
BOTH = pytest.mark.parametrize("name", ["valhalla", "osrm"])

# Google's example of the format, and the same corners with six decimals.
FIVE, SIX = "_p~iF~ps|U_ulLnnqC_mqNvxq`@", "_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI"
CORNERS = ((38.5, -120.2), (40.7, -120.95), (43.252, -126.453))

VALHALLA = {
    "trip": {
        "legs": [{"shape": SIX, "summary": {"length": 17.2505, "time": 1_234.5}}],
        "summary": {"length": 17.2505, "time": 1_234.5},
        "status": 0,
        "units": "kilometers",
    }
}
OSRM = {
    "code": "Ok",
    "routes": [{"distance": 17_250.5, "duration": 1_234.5, "geometry": FIVE, "legs": []}],
    "waypoints": [{"distance": 3.1}, {"distance": 0.4}],
}
NO_TILES = {
    "valhalla": {"error_code": 171, "error": "No suitable edges near location", "status_code": 400},
    "osrm": {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 0"},
}


def well(name: str, **more) -> object:
    return lambda request: request.answer(VALHALLA if name == "valhalla" else OSRM)


def ask(**options) -> Estimate:
    return services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, MORNING, **options)


@BOTH
def test_the_engine_answers(db, use, name):
    use(name, well(name))

    assert ask() == Estimate(17_251, 1_235, name)


def test_what_valhalla_is_asked(db, use):
    engine = use("valhalla", well("valhalla"))

    ask(via=[HYDRA])

    [(path, body)] = engine.asked
    assert path == "/route"
    assert body == {
        "locations": [
            {"lat": stop.lat, "lon": stop.lng, "type": "break", "search_cutoff": 1_000}
            for stop in (ALGIERS_CENTRE, HYDRA, BAB_EZZOUAR)
        ],
        "costing": "auto",
        "units": "kilometers",
        "directions_type": "none",
        "date_time": {"type": 1, "value": "2026-03-02T08:00"},
    }


def test_what_osrm_is_asked(db, use):
    engine = use("osrm", well("osrm"))

    ask(via=[HYDRA], with_geometry=True)

    [(path, _)] = engine.asked
    assert path == (
        "/route/v1/driving/3.058800,36.753800;3.042000,36.743000;3.182700,36.726200"
        "?overview=full&geometries=polyline&radiuses=1000;1000;1000"
    )


@BOTH
def test_the_way_along_the_roads(db, use, name):
    use(name, well(name))

    assert ask(with_geometry=True).geometry == CORNERS
    assert ask().geometry == ()


def test_the_legs_of_a_way_are_one_line(db, use):
    trip = {"legs": [{"shape": SIX}, {"shape": SIX}], "summary": VALHALLA["trip"]["summary"]}
    use("valhalla", lambda request: request.answer({"trip": trip}))

    assert ask(with_geometry=True).geometry == (*CORNERS, *CORNERS[1:])


@BOTH
def test_a_connection_is_kept(db, use, name):
    engine = use(name, well(name))

    for _ in range(5):
        ask()

    assert (len(engine.asked), engine.connections) == (5, 1)


@BOTH
def test_a_kept_connection_that_the_engine_closed_is_no_failure(db, use, name):
    def once(request: Request) -> None:
        well(name)(request)
        request.close_connection = True  # without having said so

    engine = use(name, once, failures=1)

    assert [ask().source for _ in range(3)] == [name] * 3
    assert engine.connections == 3


@BOTH
def test_many_threads_share_an_engine(db, use, name):
    use(name, well(name))
    ask()

    stops, at = (ALGIERS_CENTRE, BAB_EZZOUAR), MORNING
    answers = together(8, lambda: engines.ask(stops, at, straight_m=11_459))

    assert {answer.source for answer in answers} == {name}


@BOTH
def test_where_the_engine_has_no_roads_the_built_in_estimator_answers(db, use, name):
    engine = use(name, lambda request: request.answer(NO_TILES[name], 400), failures=1)

    assert [ask() for _ in range(3)] == [BUILT_IN] * 3
    assert len(engine.asked) == 3  # that is no failure: the engine is asked again


def garbage(text: bytes, status: int = 200):
    return lambda request: request.send(text, status)


def cut_short(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"trip"')
    request.close_connection = True


FAILURES = {
    "500": garbage(b'{"error": "oops"}', 500),
    "502 with a page": garbage(b"<html>Bad gateway</html>", 502),
    "429": garbage(b"{}", 429),
    "404": garbage(b'{"error": "Try any of: /route"}', 404),
    "a redirect": lambda request: (
        request.send_response(302),
        request.send_header("Location", "http://127.0.0.1:9/"),
        request.send_header("Content-Length", "0"),
        request.end_headers(),
    ),
    "a question it refuses": garbage(b'{"code": "InvalidQuery", "error_code": 100}', 400),
    "nothing": garbage(b""),
    "no JSON": garbage(b"route: 12 km"),
    "not UTF-8": garbage(b"\xff\xfe{}"),
    "a list": garbage(b"[]"),
    "null": garbage(b"null"),
    "no route in it": garbage(b'{"code": "Ok", "routes": [], "trip": {"legs": []}}'),
    "deep nesting": garbage(b"[" * 100_000),
    "cut short": cut_short,
    "a reset": Request.reset,
}


@BOTH
@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_an_engine_in_trouble_is_not_noticed_by_people(db, use, name, failure):
    use(name, FAILURES[failure])

    assert ask() == BUILT_IN


@pytest.mark.parametrize(
    "figures",
    [
        {"length": "17", "time": 1_234},
        {"length": True, "time": 1_234},
        {"length": float("nan"), "time": 1_234},
        {"length": float("inf"), "time": 1_234},
        {"length": -17, "time": 1_234},
        {"length": 17, "time": None},
        {"length": 17},
        {"length": 17, "time": 10},  # 1.7 km/s
        {"length": 2, "time": 300},  # nearer than the straight line: snapped to roads somewhere else
    ],
)
def test_figures_that_cannot_be_true(db, use, figures):
    use("valhalla", lambda request: request.answer({"trip": {"legs": [], "summary": figures}}))

    assert ask() == BUILT_IN


@pytest.mark.parametrize("shape", ["", "\x00", "~~~~~~~~~~~~", "_izlhA", "é", 5, None])
def test_a_line_that_is_none(db, use, shape):
    trip = {"legs": [{"shape": shape}], "summary": VALHALLA["trip"]["summary"]}
    use("valhalla", lambda request: request.answer({"trip": trip}))

    answer = ask(with_geometry=True)

    straight = ((ALGIERS_CENTRE.lat, ALGIERS_CENTRE.lng), (BAB_EZZOUAR.lat, BAB_EZZOUAR.lng))
    assert (answer.source, answer.geometry) == (("valhalla", ()) if shape == "" else ("builtin", straight))


@BOTH
def test_an_answer_without_end_is_not_read(db, use, name):
    def endless(request: Request) -> None:
        request.send_response(200)
        request.end_headers()
        while request.server.sent < 3 * MOST_BYTES:
            request.wfile.write(b" " * 65_536)
            request.server.sent += 65_536

    engine = use(name, endless)
    engine.sent = 0

    assert ask() == BUILT_IN
    assert engine.sent < 3 * MOST_BYTES


def silent(request: Request) -> None:
    request.server.over.wait(20)


def dripping(request: Request) -> None:
    request.send_response(200)
    request.end_headers()
    while not request.server.over.wait(0.02):
        request.wfile.write(b" ")


@BOTH
@pytest.mark.parametrize("slow", [silent, dripping])
def test_nobody_waits_longer_than_the_time_out(db, use, name, slow):
    engine = use(name, slow, timeout_s=0.2)

    assert ask() == BUILT_IN
    assert not engine.over.is_set()  # the engine was still at it
    assert len(engine.asked) == 1  # a slow question is not asked twice


@BOTH
def test_an_engine_that_is_not_there(db, use, engine, name):
    use(name, well(name))
    engine.shutdown()
    engine.server_close()

    assert ask() == BUILT_IN


def test_after_some_failures_the_engine_is_left_alone_and_then_tried_by_one(db, use, monkeypatch):
    engine = use("osrm", FAILURES["500"])
    now = time.monotonic()
    monkeypatch.setattr("apps.geo.engines.breaker.time.monotonic", lambda: now)

    for _ in range(10):
        assert ask() == BUILT_IN
    assert len(engine.asked) == 3

    now += 60
    for _ in range(5):
        assert ask() == BUILT_IN
    assert len(engine.asked) == 4  # one tried, and it failed still

    engine.behaviour = well("osrm")
    assert ask() == BUILT_IN
    assert len(engine.asked) == 4

    now += 60
    assert [ask().source for _ in range(5)] == ["osrm"] * 5
    assert len(engine.asked) == 9


def test_an_answer_in_between_begins_the_count_anew(db, use):
    engine = use("osrm", FAILURES["500"])
    failing = FAILURES["500"]

    for behaviour in [failing, failing, well("osrm"), failing, failing, well("osrm")]:
        engine.behaviour = behaviour
        ask()

    assert ask().source == "osrm"
    assert len(engine.asked) == 7


def test_while_one_tries_the_others_do_not_wait(db, use, monkeypatch):
    engine = use("osrm", FAILURES["500"], failures=1)
    now = time.monotonic()
    monkeypatch.setattr("apps.geo.engines.breaker.time.monotonic", lambda: now)
    ask()
    now += 60
    engine.behaviour = well("osrm")

    asking = partial(engines.ask, (ALGIERS_CENTRE, BAB_EZZOUAR), MORNING, straight_m=11_459)
    answers = together(8, asking)

    assert answers.count(None) <= 7
    assert any(answers)


def test_what_was_learned_answers_before_the_table(db, use, algiers):
    from tests.geo.test_learned_speeds import drive

    use("osrm", FAILURES["500"])
    drive(algiers)

    assert (ask().source, ask().duration_s) == ("learned", 3_338)


def test_matching_asks_no_engine(db, use, algiers):
    engine = use("osrm", well("osrm"))

    services.travel_seconds([1_000.0] * 100, MORNING, algiers)

    assert engine.asked == []


@pytest.mark.parametrize(
    ("name", "url", "faults"),
    [
        ("builtin", "", []),
        ("valhalla", "http://valhalla:8002", []),
        ("osrm", "https://osrm.example", []),
        ("osrm", "", ["geo.E002"]),
        ("valhalla", "file:///etc/passwd", ["geo.E002"]),
        ("google", "https://maps.example", ["geo.E001"]),
    ],
)
def test_the_settings_are_checked_before_anything_starts(settings, name, url, faults):
    settings.ETA_ENGINE, settings.ETA_ENGINE_URL = name, url

    assert [fault.id for fault in run_checks() if fault.id.startswith("geo.")] == faults
