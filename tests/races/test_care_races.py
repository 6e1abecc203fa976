"""After the ride: what people and our team write at the same moment is kept, and what is done once is done once."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(2)


def test_a_case_opened_on_eight_phones_is_one(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "care.a_trip")

        answers = crew.together([("care.open_case", {"ride": cast["ride"], "rider": cast["rider"]})] * CREW)

        assert sorted(answer.get("problem", "opened") for answer in answers) == ["case-open"] * 7 + ["opened"]
        assert crew.call(0, "care.cases_about", ride=cast["ride"]) == 1


def test_nothing_that_is_written_in_an_open_case_is_refused(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "care.a_trip")
        case = crew.call(0, "care.open_case", ride=cast["ride"], rider=cast["rider"])["ok"]
        crew.call(0, "care.answer", case=case, staff=cast["staff"], text="a")

        written = [("care.write", {"case": case, "rider": cast["rider"], "text": text}) for text in "bcde"]
        said = [("care.answer", {"case": case, "staff": cast["staff"], "text": text}) for text in "fgh"]
        answers = crew.together(written + said)

        assert [answer for answer in answers if "ok" not in answer] == []
        assert crew.call(0, "care.case", case=case)["texts"] == ["Too much.", *"abcdefgh"]


def test_a_closed_case_takes_no_more_words(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "care.a_trip")
        case = crew.call(0, "care.open_case", ride=cast["ride"], rider=cast["rider"])["ok"]

        write = ("care.write", {"case": case, "rider": cast["rider"], "text": "More."})
        close = ("care.close_case", {"case": case, "staff": cast["staff"]})
        wrote, *closed = crew.together([write, close, close])

        found = crew.call(0, "care.case", case=case)
        assert len([answer for answer in closed if "ok" in answer]) == (found["status"] == "closed") == 1
        assert found["texts"] == (["More.", "Too much."] if "ok" in wrote else ["Too much."])


def test_a_lost_item_is_reported_found_and_closed_once(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "care.a_trip")
        asked = {"ride": cast["ride"], "rider": cast["rider"]}

        reports = crew.together([("care.report", asked)] * CREW)

        [item] = [report["ok"] for report in reports if "ok" in report]
        look = ("care.look", {"item": item, "driver": cast["driver"]})
        write = ("care.write_about", {"item": item, "rider": cast["rider"]})
        close = ("care.close_item", {"item": item, "staff": cast["staff"]})
        _found, wrote, *closed = crew.together([look, write, close, close])
        assert len([answer for answer in closed if "ok" in answer]) <= 1
        crew.call(0, "care.close_item", item=item, staff=cast["staff"])
        assert crew.call(0, "care.item", item=item) == {"status": "closed", "written": int("ok" in wrote)}
