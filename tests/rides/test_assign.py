"""What dispatch says may come late, twice or out of order."""

from apps.dispatch.models import Job, Run
from apps.kernel import outbox
from apps.kernel.models import HandledEvent, OutboxEvent
from apps.rides import services
from apps.rides.models import Ride


def test_the_same_acceptance_heard_again_changes_nothing(city, amina, karim):
    ride = city.assigned(amina, karim)
    OutboxEvent.objects.filter(name="dispatch.OfferAccepted").update(published_at=None, claimed_until=None)
    HandledEvent.objects.all().delete()
    outbox.relay()
    services.assign(ride_id=ride["id"], driver_id=karim.pk, epoch=1, pickup_eta_s=5)

    assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json() == ride
    assert city.told("rider", amina) == ["ride.updated searching", "ride.updated accepted"]
    assert Run.objects.get().status == "active"


def test_an_acceptance_heard_after_the_end_of_the_ride_changes_nothing(city, amina, karim):
    ride = city.completed(amina, karim)
    services.assign(ride_id=ride["id"], driver_id=karim.pk, epoch=1, pickup_eta_s=5)
    assert Ride.objects.get().status == "completed"
    assert Job.objects.get().status == "done"


def test_unserved_is_not_believed_once_a_driver_is_there(city, amina, karim):
    ride = city.assigned(amina, karim)
    services.mark_unserved(ride_id=ride["id"])
    assert Ride.objects.get().status == "accepted"


def test_the_car_is_remembered_as_it_was(city, amina, karim):
    ride = city.assigned(amina, karim)
    karim.vehicles.update(plate="99999-999-99")
    card = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()["driver"]
    assert card["vehicle"]["plate"] == "00123-116-16"


def test_offers_for_other_products_are_not_ours(city, amina):
    from apps.dispatch.events import JobUnserved, OfferAccepted
    from apps.rides import handlers

    city.order(amina)
    handlers.assign_ride(
        OfferAccepted(offer_id="", job_id="", kind="parcel", ref="x", driver_id="y", epoch=1, pickup_eta_s=1)
    )
    handlers.end_unserved_ride(JobUnserved(job_id="", kind="parcel", ref="x"))
    assert Ride.objects.get().status == "searching"
