"""Cases, lost items and what is given back, at the desk: who may what, and that nothing changes by a link."""

import pytest
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.accounts.services import register
from apps.geo.models import Market
from apps.kernel.money import Money
from apps.rides.models import AdjustmentCap, FareAdjustment, LostItem, StandingPolicy, SupportCase
from apps.rides.services import cases, lost_items


@pytest.fixture
def at_desk(client, db):
    """`at_desk("support")`: the browser of somebody of our team in that role."""

    def sign_in(role: str):
        person = register(email=f"{role}@superapp.example", full_name=f"The {role}", roles=[role])
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def case(city, amina, karim) -> SupportCase:
    ride = city.completed(amina, karim, pickup_label="Home", dropoff_label="Work")
    return cases.open_case(side="rider", person_id=amina.pk, ride_id=ride["id"], kind="fare", text="Too much.")


def page(name: str, row=None) -> str:
    return reverse(f"admin:rides_{name}", args=[row.pk] if row else [])


def test_the_list_finds_who_waits(city, case, at_desk):
    desk = at_desk("support")
    shown = desk.get(page("supportcase_changelist")).content.decode()
    assert "Amina Benali" in shown
    for query in ("status__exact=open", "kind__exact=fare", "side__exact=rider", "q=Amina"):
        assert "Amina Benali" in desk.get(f"{page('supportcase_changelist')}?{query}").content.decode()
    assert "Amina Benali" not in desk.get(f"{page('supportcase_changelist')}?status__exact=closed").content.decode()
    assert "Too much." in desk.get(page("supportcase_change", case)).content.decode()


def test_the_timeline_of_a_ride_is_for_every_role_that_sees_the_ride(case, at_desk):
    for role in ("support", "operations", "finance", "manager"):
        shown = at_desk(role).get(page("ride_change", case.ride), HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "driver at the pickup" in shown.lower()


def test_a_page_asks_before_anything_happens(case, at_desk):
    desk = at_desk("support")
    for action in ("answer", "adjust", "close_it"):
        assert desk.get(page(f"supportcase_{action}", case)).status_code == 200
        assert desk.post(page(f"supportcase_{action}", case), {}).status_code == 200  # what is missing is asked for
    case.refresh_from_db()
    assert (case.status, FareAdjustment.objects.count(), case.messages.count()) == ("open", 0, 1)

    desk.post(page("supportcase_answer", case), {"text": "We are sorry."})
    case.refresh_from_db()
    assert (case.status, case.messages.last().text) == ("answered", "We are sorry.")


def test_support_gives_up_to_its_cap_and_once(city, case, at_desk, amina):
    cap = AdjustmentCap.objects.get(role="support", currency="DZD").most_minor
    AdjustmentCap.objects.filter(role="support", currency="DZD").update(most_minor=10_000)
    desk = at_desk("support")
    for wrong in ("100.01", "0", "-5", "a lot", "1.001"):
        answer = desk.post(page("supportcase_adjust", case), {"amount": wrong, "note": "A detour."})
        assert (answer.status_code, FareAdjustment.objects.count()) == (200, 0)
    assert cap is not None
    desk.post(page("supportcase_adjust", case), {"amount": "99.50", "note": "A detour."})
    given = FareAdjustment.objects.get()
    assert (given.amount_minor, given.state, given.given_by.full_name) == (9_950, "pending", "The support")
    assert (
        str(Money(9_950, "DZD")) in desk.get(page("supportcase_changelist"), HTTP_ACCEPT_LANGUAGE="fr").content.decode()
    )
    assert desk.post(page("supportcase_adjust", case), {"amount": "1", "note": "More."}).status_code == 403
    assert FareAdjustment.objects.count() == 1


def test_who_only_looks_changes_nothing(case, at_desk):
    desk = at_desk("manager")
    assert desk.get(page("supportcase_change", case)).status_code == 200
    for action in ("answer", "adjust", "close_it"):
        assert (
            desk.post(page(f"supportcase_{action}", case), {"text": "x", "amount": "1", "note": "x"}).status_code == 403
        )
    assert desk.post(page("supportcase_change", case), {"status": "closed"}).status_code == 403
    assert SupportCase.objects.get().status == "open"


def test_caps_are_finances(at_desk):
    cap = AdjustmentCap.objects.get(role="support", currency="DZD")
    desk = at_desk("support")
    assert desk.get(page("adjustmentcap_change", cap)).status_code == 403
    desk = at_desk("finance")
    assert desk.post(page("adjustmentcap_change", cap), {"most_minor": "777"}).status_code == 302
    cap.refresh_from_db()
    assert cap.most_minor == 777
    assert AuditLine.objects.get(action="adjustment_cap.changed").details == {"most_minor": 777}
    assert desk.get(page("adjustmentcap_add")).status_code == 403
    assert desk.post(page("adjustmentcap_delete", cap), {"post": "yes"}).status_code == 403


def test_staff_see_and_close_what_was_lost(city, case, amina, at_desk):
    item = lost_items.report(rider_id=amina.pk, ride_id=case.ride_id, description="A red umbrella")
    desk = at_desk("support")
    assert "A red umbrella" in desk.get(f"{page('lostitem_changelist')}?status__exact=reported").content.decode()
    assert desk.get(page("lostitem_close_it", item)).status_code == 200
    assert LostItem.objects.get().status == "reported"
    desk.post(page("lostitem_close_it", item), {"note": "Given back."})
    assert (LostItem.objects.get().status, LostItem.objects.get().note) == ("closed", "Given back.")
    assert desk.post(page("lostitem_close_it", item), {"note": "Again."}).status_code == 403


def test_operations_say_when_riders_are_asked(at_desk):
    market = Market.objects.get(code="DZ")
    figures = {"market": market.pk, "active": "on", "still_s": 240, "again_s": 900, "answer_s": 300}
    figures |= {"moved_m": 60, "near_m": 100}
    desk = at_desk("operations")
    assert desk.post(page("standingpolicy_add"), {**figures, "still_s": 1}).status_code == 200
    assert desk.post(page("standingpolicy_add"), figures).status_code == 302
    assert StandingPolicy.objects.get().still_s == 240
    assert AuditLine.objects.get(action="standing_policy.changed").details["again_s"] == 900
    assert at_desk("support").post(page("standingpolicy_add"), figures).status_code == 403


def test_what_was_given_back_is_listed_by_currency(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get("/admin/rides/fareadjustment/", {"currency__exact": "DZD"}, headers={"Accept-Language": "fr"})
    assert shown.status_code == 200
    assert "devise" in shown.content.decode()
