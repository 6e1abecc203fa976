"""What a worker of a race can be told to do around a ride."""

from datetime import timedelta
from uuid import UUID, uuid4

from apps.accounts import services as accounts
from apps.accounts.services import register
from apps.fleet.models import Driver
from apps.fleet.services import register_driver
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.notifications import services as notifications
from apps.notifications.models import Announcement
from apps.pricing import services as pricing
from apps.realtime.models import StreamMessage
from apps.rides import services as rides
from apps.rides.models import Ride, RiderStanding, SafetyAlert, SavedPlace, ShareLink
from apps.rides.services import places, ratings, safety, sharing, tips
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR


def a_rider_with_a_quote() -> dict:
    """Somebody about to order, and the promise they hold."""
    rider = register(email=f"{uuid4().hex[:8]}@riders.example", roles=["rider"])
    _quote, token = pricing.quote(rider_id=rider.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard")
    return {"rider": str(rider.id), "quote": token}


def suspend(rider: str) -> dict:
    return told(lambda: str(accounts.suspend_rider(person_id=UUID(rider), reason_code="other", actor_id=None).id))


def lift(suspension: str) -> dict:
    return told(lambda: accounts.reinstate_rider(suspension_id=UUID(suspension), actor_id=None))


def appeal(rider: str) -> dict:
    return told(lambda: str(accounts.appeal(rider_id=UUID(rider), text="It was not me.").id))


def decide(appeal: str, staff: str, granted: bool) -> dict:
    act = accounts.grant_appeal if granted else accounts.refuse_appeal
    return told(lambda: act(appeal_id=UUID(appeal), actor_id=UUID(staff), answer="Read.").status)


def request(rider: str, quote: str) -> dict:
    return told(lambda: str(rides.request_ride(rider_id=UUID(rider), quote_token=quote).id))


def hear_of_suspension(rider: str) -> int:
    """What the handler of the event does."""
    return rides.cancel_requests_of(rider_id=UUID(rider))


def rides_of(rider: str) -> list[str]:
    return list(Ride.objects.filter(rider_id=rider).values_list("status", flat=True))


def announce(riders: int) -> str:
    """To so many riders; the id of what is being sent."""
    for _ in range(riders):
        register(email=f"{uuid4().hex[:10]}@riders.example", roles=["rider"])
    words = {f"{part}_{code}": "Pluie" for part in ("title", "text") for code in ("fr", "ar", "en")}
    wanted = Announcement(role="rider", ends_at=clock.now() + timedelta(hours=1), **words)
    made = notifications.announce(wanted, actor_id=None)
    notifications.begin_announcements()
    return str(made.id)


def send_batches(announcement: str) -> int:
    """Go on until it rests, as a worker whose hints all come twice."""
    told = 0
    while (row := Announcement.objects.get(id=announcement)).status == "sending":
        told += notifications.send_batch(announcement_id=row.id, after=row.cursor)
        notifications.send_batch(announcement_id=row.id, after=row.cursor)
    return told


def cancel_announcement(announcement: str) -> dict:
    return told(lambda: notifications.cancel_announcement(announcement_id=UUID(announcement), actor_id=None))


def announced(announcement: str) -> dict:
    row = Announcement.objects.get(id=announcement)
    heard = StreamMessage.objects.filter(about=f"announcement:{announcement}").values_list("stream_id", flat=True)
    return {"status": row.status, "reached": row.reached, "heard": len(heard), "people": len(set(heard))}


def a_ride(status: str = "in_progress") -> dict:
    """Somebody's ride with a driver; the ids of all three."""
    mark, now = uuid4().hex[:8], clock.now()
    rider = register(email=f"{mark}@riders.example", full_name=f"Rider {mark}")
    driver = register_driver(person=register(email=f"{mark}@drivers.example"), plate=mark)
    ride = Ride.objects.create(
        rider=rider, driver=driver, zone_id=geo.zone("algiers").id, quote_id=uuid4(), category="standard",
        status=status, pickup_lat=ALGIERS_CENTRE.lat, pickup_lng=ALGIERS_CENTRE.lng, dropoff_lat=BAB_EZZOUAR.lat,
        dropoff_lng=BAB_EZZOUAR.lng, distance_m=12_000, duration_s=1_200, breakdown={}, total_minor=50_000,
        currency="DZD", pin="0000", driver_card={"full_name": "Driver", "vehicle": None}, requested_at=now,
        started_at=now, completed_at=now if status == "completed" else None,
    )  # fmt: skip
    return {"ride": str(ride.id), "rider": str(rider.id), "driver": str(driver.id)}


def share(ride: str, rider: str) -> str:
    return sharing.share(rider_id=UUID(rider), ride_id=UUID(ride)).token


def links(ride: str) -> int:
    return ShareLink.objects.filter(ride_id=ride).count()


def told(act) -> dict:
    try:
        return {"ok": act()}
    except Problem as problem:
        return {"problem": problem.slug}


def call_for_help(ride: str, person: str, side: str = "rider") -> str:
    return str(safety.call_for_help(person_id=UUID(person), side=side, ride_id=UUID(ride)).id)


def resolve(alert: str, staff: str) -> dict:
    return told(lambda: safety.resolve(staff_id=UUID(staff), alert_id=UUID(alert), note="well"))


def alerts(ride: str) -> list[str]:
    return list(SafetyAlert.objects.filter(ride_id=ride).order_by("id").values_list("status", flat=True))


def rate(ride: str, person: str, side: str, stars: int = 4) -> dict:
    asked = {"side": side, "person_id": UUID(person), "ride_id": UUID(ride)}
    return told(lambda: ratings.rate(**asked, stars=stars).stars)


def tip(ride: str, rider: str, amount: int) -> dict:
    return told(lambda: tips.tip(rider_id=UUID(rider), ride_id=UUID(ride), amount_minor=amount).amount_minor)


def standing(rider: str, driver: str) -> dict:
    mine = RiderStanding.objects.get(person_id=rider)
    his = Driver.objects.get(id=driver)
    return {"rider": [float(mine.rating), mine.rated], "driver": [float(his.rating), his.rated]}


def rides_of_one_rider(count: int) -> dict:
    """Completed rides of the first one's rider, each with a driver of its own."""
    casts = [a_ride("completed") for _ in range(count)]
    Ride.objects.filter(id__in=[cast["ride"] for cast in casts]).update(rider_id=casts[0]["rider"])
    return {"rider": casts[0]["rider"], "casts": casts}


def save_place(person: str, kind: str = "other") -> dict:
    return told(lambda: str(places.save_place(person_id=UUID(person), kind=kind, lat=36.7, lng=3.0).id))


def saved(person: str) -> int:
    return SavedPlace.objects.filter(person_id=person).count()
