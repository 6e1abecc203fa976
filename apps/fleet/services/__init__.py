"""Use cases of the fleet.

register_driver / vouch                         drivers of the office, with papers seen there
apply_to_drive / submit_application / …         from a person to a driver
submit_document / verify_document / …           what drivers hand in, and when it runs out
look_at_document                                staff see a file, and it is written down
add_vehicle / activate_vehicle / …              a driver's vehicles
suspend / appeal / reinstate                    a driver's standing
set_home / set_last_trip                        how a driver wants the shift to end
add_hotspot / end_hotspot                       where drivers are wanted
go_online / go_offline / occupy / release       shifts
end_unoccupied / end_after_run / end_absent_shifts   shifts that end without the driver's doing
accept_position / accept_position_now           the hot path of positions (async)
route_positions / set_routes / restore_online   who follows whom, and what Redis must know
bind_for / set_bound_for                        where a followed driver goes, so that followers hear how long it takes
rate_driver / record_trip                       what a trip leaves behind
add_incentive / settle_incentives               what drivers are promised, and what they earned by it
block_pair / unblock_pair                       riders and drivers who are not matched any more
add_favourite / remove_favourite                drivers a rider would like to have again
keep_queues / note_decline                      turns at marked places
"""

from apps.fleet.services.absence import end_absent_shifts
from apps.fleet.services.applications import (
    AlreadyADriver,
    ApplicationIncomplete,
    ApplicationOpen,
    apply_to_drive,
    approve_application,
    reject_application,
    submit_application,
    withdraw_application,
)
from apps.fleet.services.documents import (
    DocumentNotAsked,
    DocumentOutOfDate,
    ExpiryNeeded,
    FileRefused,
    file_refused,
    read_paper,
    reject_document,
    revoke_document,
    submit_document,
    verify_document,
)
from apps.fleet.services.drivers import register_driver
from apps.fleet.services.expiry import expire_documents, warn_of_expiry
from apps.fleet.services.hotspots import add_hotspot, end_hotspot
from apps.fleet.services.incentives import VersionTaken, add_incentive, record_trip, settle_incentives
from apps.fleet.services.index import bind_for, restore_online, route_positions, set_bound_for, set_routes
from apps.fleet.services.keeping import forget_files, forget_hotspots
from apps.fleet.services.looking import look_at_document
from apps.fleet.services.pairs import NotARider, add_favourite, block_pair, remove_favourite, unblock_pair
from apps.fleet.services.positions import PositionRefused, accept_position, accept_position_now
from apps.fleet.services.queues import keep_queues, note_decline
from apps.fleet.services.ratings import rate_driver
from apps.fleet.services.requirements import load_requirements
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
from apps.fleet.services.standing import (
    appeal,
    grant_appeal,
    refuse_appeal,
    reinstate,
    suspend,
)
from apps.fleet.services.vehicles import (
    CategoryNotServed,
    GoOfflineFirst,
    NoSuchVehicle,
    PlateTaken,
    VehicleNotApproved,
    VehicleUnfit,
    activate_vehicle,
    add_vehicle,
    approve_vehicle,
    check_category,
    reject_vehicle,
    retire_vehicle,
    set_also_serves,
)
from apps.fleet.services.vouching import vouch
from apps.fleet.services.wishes import HomeUnknown, HomeUsesSpent, NotOnline, set_home, set_last_trip

__all__ = [
    "AlreadyADriver",
    "ApplicationIncomplete",
    "ApplicationOpen",
    "CannotGoOnline",
    "CategoryNotServed",
    "DocumentNotAsked",
    "DocumentOutOfDate",
    "ExpiryNeeded",
    "FileRefused",
    "GoOfflineFirst",
    "HomeUnknown",
    "HomeUsesSpent",
    "NoSuchVehicle",
    "NotARider",
    "NotOnline",
    "PlateTaken",
    "PositionRefused",
    "ShiftOccupied",
    "VehicleNotApproved",
    "VehicleUnfit",
    "VersionTaken",
    "accept_position",
    "accept_position_now",
    "activate_vehicle",
    "add_favourite",
    "add_hotspot",
    "add_incentive",
    "add_vehicle",
    "appeal",
    "apply_to_drive",
    "approve_application",
    "approve_vehicle",
    "bind_for",
    "block_pair",
    "check_category",
    "end_absent_shifts",
    "end_after_run",
    "end_hotspot",
    "end_unoccupied",
    "expire_documents",
    "file_refused",
    "forget_files",
    "forget_hotspots",
    "go_offline",
    "go_online",
    "grant_appeal",
    "keep_queues",
    "load_requirements",
    "look_at_document",
    "note_decline",
    "occupy",
    "rate_driver",
    "read_paper",
    "record_trip",
    "refuse_appeal",
    "register_driver",
    "reinstate",
    "reject_application",
    "reject_document",
    "reject_vehicle",
    "release",
    "remove_favourite",
    "restore_online",
    "retire_vehicle",
    "revoke_document",
    "route_positions",
    "set_also_serves",
    "set_bound_for",
    "set_home",
    "set_last_trip",
    "set_routes",
    "settle_incentives",
    "submit_application",
    "submit_document",
    "suspend",
    "unblock_pair",
    "verify_document",
    "vouch",
    "warn_of_expiry",
    "withdraw_application",
]
