"""Reads. The API's own doors get querysets to page through; outsiders get contracts."""

from apps.rides.selectors.audience import count_riders_of_zone, riders_of_zone
from apps.rides.selectors.bound import all_bound_for, bound_for, next_place
from apps.rides.selectors.cancellation import cancellation_of, no_show_at
from apps.rides.selectors.figures import alerts_unresolved, cases_open, days_of_zones, rides_to_review
from apps.rides.selectors.positions import newest_position, position_of_driver
from apps.rides.selectors.receipts import (
    ReceiptBeingPrepared,
    ReceiptNotFound,
    receipt_of_rider,
    receipt_pdf_of_rider,
    receipt_view,
)
from apps.rides.selectors.rides import (
    RideNotFound,
    any_ride,
    as_its_driver_saw,
    as_its_rider_saw,
    completed_since,
    current_of_driver,
    current_of_rider,
    current_ride_id,
    history_of_driver,
    history_of_rider,
    may_follow,
    next_of_driver,
    on_map,
    reserved_of_rider,
    ride_of_driver,
    ride_of_rider,
    rides_of_driver,
    rides_of_rider,
)
from apps.rides.selectors.safety import alerts_on_map
from apps.rides.selectors.stops import new_stop, stop_points, stops_of, stops_reached
from apps.rides.selectors.stories import ride_story
from apps.rides.selectors.views import as_driver_sees, as_former_driver_sees, as_rider_sees, first_name
from apps.rides.selectors.waiting import waited_s, waits_from

__all__ = [
    "ReceiptBeingPrepared",
    "ReceiptNotFound",
    "RideNotFound",
    "alerts_on_map",
    "alerts_unresolved",
    "all_bound_for",
    "any_ride",
    "as_driver_sees",
    "as_former_driver_sees",
    "as_its_driver_saw",
    "as_its_rider_saw",
    "as_rider_sees",
    "bound_for",
    "cancellation_of",
    "cases_open",
    "completed_since",
    "count_riders_of_zone",
    "current_of_driver",
    "current_of_rider",
    "current_ride_id",
    "days_of_zones",
    "first_name",
    "history_of_driver",
    "history_of_rider",
    "may_follow",
    "new_stop",
    "newest_position",
    "next_of_driver",
    "next_place",
    "no_show_at",
    "on_map",
    "position_of_driver",
    "receipt_of_rider",
    "receipt_pdf_of_rider",
    "receipt_view",
    "reserved_of_rider",
    "ride_of_driver",
    "ride_of_rider",
    "ride_story",
    "riders_of_zone",
    "rides_of_driver",
    "rides_of_rider",
    "rides_to_review",
    "stop_points",
    "stops_of",
    "stops_reached",
    "waited_s",
    "waits_from",
]
