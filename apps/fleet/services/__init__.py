"""Use cases of the fleet.

register_driver / approve / suspend             a driver's standing
go_online / go_offline / occupy / release       shifts
end_unoccupied / end_absent_shifts              shifts that end without the driver's doing
accept_position / accept_position_now           the hot path of positions (async)
route_positions / set_routes / restore_online   who follows whom, and what Redis must know
"""

from apps.fleet.services.absence import end_absent_shifts
from apps.fleet.services.drivers import approve, register_driver, suspend
from apps.fleet.services.index import restore_online, route_positions, set_routes
from apps.fleet.services.positions import PositionRefused, accept_position, accept_position_now
from apps.fleet.services.shifts import (
    DriverNotActive,
    NoVehicle,
    ShiftOccupied,
    end_unoccupied,
    go_offline,
    go_online,
    occupy,
    release,
)

__all__ = [
    "DriverNotActive",
    "NoVehicle",
    "PositionRefused",
    "ShiftOccupied",
    "accept_position",
    "accept_position_now",
    "approve",
    "end_absent_shifts",
    "end_unoccupied",
    "go_offline",
    "go_online",
    "occupy",
    "register_driver",
    "release",
    "restore_online",
    "route_positions",
    "set_routes",
    "suspend",
]
