"""How people behave, in numbers. Chances are per offer, per trip or per ride, as named; times are city seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    decline_offer: float = 0.08
    ignore_offer: float = 0.03
    rider_cancels: float = 0.04
    no_show: float = 0.02
    vehicle_problem: float = 0.005
    dropped_connection: float = 0.03  # per person and trip
    wrong_pin_first: float = 0.02
    request_by_socket: float = 0.25  # the others ask over REST
    reads_pdf: float = 0.05

    think_about_offer_s: tuple[float, float] = (1.0, 5.0)
    walk_to_car_s: tuple[float, float] = (15.0, 60.0)
    wait_for_rider_s: float = 130.0  # a driver may leave after 120
    offline_s: tuple[float, float] = (5.0, 40.0)
    between_trips_s: float = 600.0  # mean; exponential
    first_trips_within_s: float = 900.0  # the day begins as busy as it goes on

    trip_median_m: float = 4_000.0
    trip_sigma: float = 0.55  # of the logarithm
    trip_range_m: tuple[float, float] = (700.0, 12_000.0)
    spread_m: float = 4_000.0  # how far from the centre people live (one standard deviation)

    position_idle_s: float = 10.0
    position_trip_s: float = 4.0
    position_gap_wall_s: float = 0.25  # a fast clock must not make a phone send more often than this
