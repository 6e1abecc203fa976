"""What a worker of a race can be told to do after a ride."""

from uuid import UUID, uuid4

from apps.accounts.services import register
from apps.rides.models import LostItem, SupportCase
from apps.rides.services import cases, lost_items
from tests.races.beside import a_ride, told


def a_trip() -> dict:
    """A completed ride: its own people, and one of our team."""
    staff = register(email=f"{uuid4().hex[:8]}@superapp.example", roles=["support"])
    return {**a_ride(status="completed"), "staff": str(staff.id)}


def open_case(ride: str, rider: str) -> dict:
    ask = {"side": "rider", "person_id": UUID(rider), "ride_id": UUID(ride), "kind": "fare", "text": "Too much."}
    return told(lambda: str(cases.open_case(**ask).id))


def write(case: str, rider: str, text: str) -> dict:
    return told(lambda: cases.write(side="rider", person_id=UUID(rider), case_id=UUID(case), text=text).status)


def answer(case: str, staff: str, text: str = "We look into it.") -> dict:
    return told(lambda: cases.answer(staff_id=UUID(staff), case_id=UUID(case), text=text))


def close_case(case: str, staff: str) -> dict:
    return told(lambda: cases.close(staff_id=UUID(staff), case_id=UUID(case), note="Done."))


def case(case: str) -> dict:
    row = SupportCase.objects.get(id=case)
    return {"status": row.status, "texts": sorted(row.messages.values_list("text", flat=True))}


def cases_about(ride: str) -> int:
    return SupportCase.objects.filter(ride_id=ride).count()


def report(ride: str, rider: str) -> dict:
    return told(lambda: str(lost_items.report(rider_id=UUID(rider), ride_id=UUID(ride), description="A scarf").id))


def look(item: str, driver: str) -> dict:
    return told(lambda: lost_items.answer(driver_id=UUID(driver), item_id=UUID(item), answer="found").status)


def write_about(item: str, rider: str) -> dict:
    return told(
        lambda: lost_items.write(side="rider", person_id=UUID(rider), item_id=UUID(item), text="It is red.").status
    )


def close_item(item: str, staff: str) -> dict:
    return told(lambda: lost_items.close(staff_id=UUID(staff), item_id=UUID(item), note="Given back."))


def item(item: str) -> dict:
    row = LostItem.objects.get(id=item)
    return {"status": row.status, "written": row.messages.count()}
