// How far a ride is, and what its driver does next: to the pickup, the code, stop after stop, the end.

const ORDER = ["accepted", "arriving", "arrived", "in_progress", "completed"];
const STEPS = {
  accepted: { command: "ride.en_route", then: "arriving" },
  arriving: { command: "ride.arrive", then: "arrived" },
  arrived: { command: "ride.start", then: "in_progress" },
  in_progress: { command: "ride.complete", then: "completed" },
};

// {status, reached}: `reached` are the stops that lie behind.
export function progressOf({ status, stops }) {
  return { status, reached: stops.filter(({ reached_at: at }) => at).length };
}

export function isBehind(one, other) {
  const far = ({ status, reached }) => [ORDER.indexOf(status), reached];
  const [[status, reached], [otherStatus, otherReached]] = [far(one), far(other)];
  return status < otherStatus || (status === otherStatus && reached < otherReached);
}

// {command, data, then}; null when nothing is left to do.
export function nextStep({ status, reached }, ride) {
  if (isAtStops({ status, reached }, ride)) {
    return { command: "ride.stop", data: { stop: reached }, then: { status, reached: reached + 1 } };
  }
  const step = STEPS[status];
  return step ? { command: step.command, data: {}, then: { status: step.then, reached } } : null;
}

export function isAtStops({ status, reached }, ride) {
  return status === "in_progress" && reached < ride.stops.length;
}

// The place to drive to now.
export function targetOf(progress, ride) {
  if (isAtStops(progress, ride)) return ride.stops[progress.reached];
  return progress.status === "in_progress" ? ride.dropoff : ride.pickup;
}

// Addresses that open a navigation app.
export function waysTo({ lat, lng }) {
  return {
    google: `https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${lat},${lng}`,
    waze: `https://waze.com/ul?ll=${lat},${lng}&navigate=yes`,
    apple: `https://maps.apple.com/?daddr=${lat},${lng}&dirflg=d`,
  };
}
