"""Use cases of the fleet.

register_driver / approve / suspend             a driver's standing
go_online / go_offline / occupy / release       shifts
end_unoccupied / end_after_run / end_absent_shifts   shifts that end without the driver's doing
accept_position / accept_position_now           the hot path of positions (async)
route_positions / set_routes / restore_online   who follows whom, and what Redis must know
rate_driver / record_trip                       what a trip leaves behind
block_pair / unblock_pair                       riders and drivers who are not matched any more
add_favourite / remove_favourite                drivers a rider would like to have again
keep_queues / note_decline                      turns at marked places
"""

from apps.fleet.services.absence import end_absent_shifts
from apps.fleet.services.drivers import approve, register_driver, suspend
from apps.fleet.services.index import restore_online, route_positions, set_routes
from apps.fleet.services.pairs import add_favourite, block_pair, remove_favourite, unblock_pair
from apps.fleet.services.positions import PositionRefused, accept_position, accept_position_now
from apps.fleet.services.queues import keep_queues, note_decline
from apps.fleet.services.ratings import rate_driver
from apps.fleet.services.shifts import (
    CannotGoOnline,
    ShiftOccupied,
    end_after_run,
    end_unoccupied,
    go_offline,
    go_online,
    occupy,
    release,
)
from apps.fleet.services.trips import record_trip

__all__ = [
    "CannotGoOnline",
    "PositionRefused",
    "ShiftOccupied",
    "accept_position",
    "accept_position_now",
    "add_favourite",
    "approve",
    "block_pair",
    "end_absent_shifts",
    "end_after_run",
    "end_unoccupied",
    "go_offline",
    "go_online",
    "keep_queues",
    "note_decline",
    "occupy",
    "rate_driver",
    "record_trip",
    "register_driver",
    "release",
    "remove_favourite",
    "restore_online",
    "route_positions",
    "set_routes",
    "suspend",
    "unblock_pair",
]
