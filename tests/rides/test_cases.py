"""Cases about a ride: POST rider|driver/rides/<id>/cases, the thread, and what our team gives back."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import AuditLine
from apps.accounts.services import register
from apps.kernel.transitions import TransitionRefused
from apps.rides.models import AdjustmentCap, FareAdjustment, Receipt, Ride, SupportCase
from apps.rides.services import cases
from tests.rides.city import key
from tests.support.threads import together


@pytest.fixture
def samir(db):
    """Support."""
    return register(email="samir@superapp.example", full_name="Samir Kaci", roles=["support"])


@pytest.fixture
def leila(db):
    """Finance."""
    return register(email="leila@superapp.example", full_name="Leila Amrani", roles=["finance"])


def opens(city, person, ride, role: str = "rider", kind: str = "fare", text: str = "Too much."):
    path = f"/api/v1/{role}/rides/{ride['id']}/cases"
    return city.client(person, role).post(path, {"kind": kind, "text": text}, idempotency_key=key())


def receipt(city, person, ride) -> dict:
    return city.rider(person).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()


def test_a_thread_with_our_team(city, amina, karim, samir):
    ride = city.completed(amina, karim)
    case = opens(city, amina, ride).json()
    assert (case["status"], case["kind"], case["adjustment"]) == ("open", "fare", None)

    cases.answer(staff_id=samir.id, case_id=case["id"], text="We look into it.")
    event, told = city.stream("rider", amina)[-1]
    assert (event, told["case"]["status"]) == ("case.updated", "answered")
    assert [(each["author"], each["text"]) for each in told["case"]["messages"]] == [
        ("person", "Too much."),
        ("staff", "We look into it."),
    ]
    assert "Samir" not in str(told)
    more = city.rider(amina).post(
        f"/api/v1/rider/cases/{case['id']}/messages", {"text": "And?"}, idempotency_key=key()
    ).json()  # fmt: skip
    assert (more["status"], len(more["messages"])) == ("open", 3)
    assert city.rider(amina).get("/api/v1/rider/cases").json()["results"] == [more]

    cases.close(staff_id=samir.id, case_id=case["id"], note="Explained.")
    late = city.rider(amina).post(
        f"/api/v1/rider/cases/{case['id']}/messages", {"text": "But"}, idempotency_key=key()
    )  # fmt: skip
    assert (late.status_code, late.json()["type"]) == (409, "/problems/transition-refused")
    with pytest.raises(TransitionRefused):
        cases.answer(staff_id=samir.id, case_id=case["id"], text="Hello?")


def test_a_driver_asks_too_and_each_sees_their_own(city, amina, yacine, karim, sofia):
    ride = city.completed(amina, karim)
    his = opens(city, karim, ride, "driver", "behaviour", "She was rude.")
    assert his.status_code == 201
    assert opens(city, amina, ride, kind="behaviour").status_code == 201
    assert len(city.driver(karim).get("/api/v1/driver/cases").json()["results"]) == 1
    assert opens(city, yacine, ride).status_code == 404
    assert opens(city, sofia, ride, "driver").status_code == 404
    other = f"/api/v1/rider/cases/{his.json()['id']}/messages"
    assert city.rider(amina).post(other, {"text": "x"}, idempotency_key=key()).status_code == 404


def test_one_open_case_about_the_same(city, amina, karim):
    ride = city.completed(amina, karim)
    first = opens(city, amina, ride).json()
    again = opens(city, amina, ride)
    assert (again.status_code, again.json()["case_id"]) == (409, first["id"])
    city.wait(31 * 86_400)
    assert opens(city, amina, ride, kind="route").json()["type"] == "/problems/case-too-late"


@pytest.mark.parametrize("asked", [{"kind": "weather", "text": "x"}, {"kind": "fare", "text": ""}, {"kind": "fare"}])
def test_what_cannot_be_read_is_refused(city, amina, karim, asked):
    ride = city.completed(amina, karim)
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cases", asked, idempotency_key=key())
    assert (answer.status_code, SupportCase.objects.count()) == (400, 0)


def test_a_credit_is_promised_and_on_the_receipt(city, amina, karim, samir):
    ride = city.completed(amina, karim)
    city.works()
    case = opens(city, amina, ride).json()
    cases.adjust(staff_id=samir.id, case_id=case["id"], amount_minor=10_000, reason="A detour.")

    told = city.stream("rider", amina)[-1][1]["case"]
    assert told["adjustment"] == {"amount_minor": 10_000, "currency": "DZD", "amount": "100.00", "state": "pending"}
    assert receipt(city, amina, ride)["credit"] == {"amount_minor": 10_000, "currency": "DZD", "amount": "100.00"}
    assert receipt(city, amina, ride)["fare"]["total_minor"] == ride["fare"]["total_minor"]
    html = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt.html", HTTP_ACCEPT_LANGUAGE="en")
    assert "Credit that we promised you, not paid yet" in html.content.decode()
    assert Receipt.objects.get().pdf_state == "pending"  # made anew
    line = AuditLine.objects.get(action="fare.adjusted")
    assert (line.actor_id, line.details["amount_minor"], line.details["note"]) == (samir.id, 10_000, "A detour.")


def test_each_role_up_to_its_cap(city, amina, karim, samir, nadia, leila):
    ride = city.completed(amina, karim)
    total = ride["fare"]["total_minor"]
    AdjustmentCap.objects.filter(role="support", currency="DZD").update(most_minor=1_000)
    AdjustmentCap.objects.filter(role="operations", currency="DZD").update(most_minor=2_000)
    for staff, kind, most in ((samir, "fare", 1_000), (nadia, "route", 2_000), (leila, "other", total - 3_000)):
        case = opens(city, amina, ride, kind=kind).json()
        with pytest.raises(cases.CannotAdjust) as refused:
            cases.adjust(staff_id=staff.id, case_id=case["id"], amount_minor=most + 1, reason="More")
        assert refused.value.extra == {"most_minor": most, "currency": "DZD"}
        cases.adjust(staff_id=staff.id, case_id=case["id"], amount_minor=most, reason="All")
    assert Ride.objects.get().adjusted_minor == total
    last = opens(city, amina, ride, kind="vehicle").json()
    with pytest.raises(cases.CannotAdjust):
        cases.adjust(staff_id=leila.id, case_id=last["id"], amount_minor=1, reason="One more")


def test_who_has_no_cap_gives_nothing(city, amina, karim):
    case = opens(city, amina, city.completed(amina, karim)).json()
    engineer = register(email="eng@superapp.example", full_name="E", roles=["engineer"])
    for amount in (1, 0, -5):
        with pytest.raises(cases.CannotAdjust):
            cases.adjust(staff_id=engineer.id, case_id=case["id"], amount_minor=amount, reason="x")


def test_nothing_is_given_back_of_nothing(city, amina, karim, leila):
    ride = city.under_way(amina, karim)
    case = opens(city, amina, ride).json()
    with pytest.raises(cases.NothingPaid):
        cases.adjust(staff_id=leila.id, case_id=case["id"], amount_minor=100, reason="x")
    city.step(karim, ride, "complete")
    his = opens(city, karim, ride, "driver").json()
    with pytest.raises(cases.NothingPaid):
        cases.adjust(staff_id=leila.id, case_id=his["id"], amount_minor=100, reason="x")


def test_raced_it_is_one_adjustment_a_case(city, amina, karim, leila):
    case = opens(city, amina, city.completed(amina, karim)).json()

    def give() -> str:
        try:
            return str(cases.adjust(staff_id=leila.id, case_id=case["id"], amount_minor=500, reason="x").amount_minor)
        except (cases.AdjustedAlready, cases.CannotAdjust) as problem:
            return problem.slug

    assert sorted(together(4, give)) == ["500", *["adjusted-already"] * 3]
    assert (FareAdjustment.objects.count(), Ride.objects.get().adjusted_minor) == (1, 500)


def test_raced_in_many_cases_it_is_never_more_than_was_paid(city, amina, karim, leila):
    ride = city.completed(amina, karim)
    total = ride["fare"]["total_minor"]
    asked = iter([opens(city, amina, ride, kind=kind).json()["id"] for kind in ("fare", "route", "vehicle", "other")])

    def give() -> str:
        try:
            cases.adjust(staff_id=leila.id, case_id=next(asked), amount_minor=total // 2, reason="x")
        except cases.CannotAdjust as problem:
            return problem.slug
        return "given"

    assert sorted(together(4, give)) == ["cannot-adjust", "cannot-adjust", "given", "given"]
    assert Ride.objects.get().adjusted_minor == total // 2 * 2
    assert sum(FareAdjustment.objects.values_list("amount_minor", flat=True)) == total // 2 * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Ride.objects.update(adjusted_minor=total + 1)
