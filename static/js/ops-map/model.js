// What the page knows of the zone. No DOM and no map in here.

const QUICKEST_STEP_MS = 250;
const SLOWEST_STEP_MS = 5_000;
const FIRST_STEP_MS = 1_000;
const JUMP_DEGREES = 0.02; // about 2 km: a car that far from where it was did not drive there

export const CAR_STATES = ["free", "offered", "trip"];

export class City {
  // id → {lat, lng, heading, state, fromLat, fromLng, startedAt, stepMs}: a car drives from where it was drawn to where
  // it is said to be, in the time that passed between its last two positions. It then never waits for the next one.
  cars = new Map();
  jobs = [];
  rides = [];
  alerts = [];
  counts = null;

  clear() {
    this.cars.clear();
    this.jobs = [];
    this.rides = [];
    this.alerts = [];
    this.counts = null;
  }

  take(snapshot, now = performance.now()) {
    const next = new Map();
    for (const [id, lat, lng, heading, state] of snapshot.cars) {
      next.set(id, move(this.cars.get(id), { lat, lng, heading, state }, now));
    }
    this.cars = next;
    this.jobs = snapshot.jobs.map(([id, lat, lng, status, age, name, category]) => ({ id, lat, lng, status, age, name, category }));
    this.rides = snapshot.rides;
    this.alerts = snapshot.alerts ?? [];
    this.counts = snapshot.counts;
  }

  placeOf(id, now = performance.now()) {
    const car = this.cars.get(id);
    return car && placeAt(car, now);
  }
}

function move(before, seen, now) {
  if (!before) return appear(seen, now);
  if (before.lat === seen.lat && before.lng === seen.lng) {
    return { ...before, state: seen.state, heading: seen.heading ?? before.heading };
  }
  const [fromLat, fromLng] = placeAt(before, now);
  if (Math.hypot(seen.lat - fromLat, seen.lng - fromLng) > JUMP_DEGREES) return appear(seen, now);
  const heading = seen.heading ?? bearing(fromLat, fromLng, seen.lat, seen.lng) ?? before.heading;
  return { ...seen, heading, fromLat, fromLng, startedAt: now, stepMs: step(before, now) };
}

function appear(seen, now) {
  return { ...seen, heading: seen.heading ?? 0, fromLat: seen.lat, fromLng: seen.lng, startedAt: now, stepMs: 0 };
}

function step(before, now) {
  const passed = Math.min(SLOWEST_STEP_MS, Math.max(QUICKEST_STEP_MS, now - before.startedAt));
  return before.stepMs ? (before.stepMs + passed) / 2 : Math.max(FIRST_STEP_MS, passed);
}

function placeAt(car, now) {
  const t = car.stepMs ? Math.min(1, (now - car.startedAt) / car.stepMs) : 1;
  return [car.fromLat + (car.lat - car.fromLat) * t, car.fromLng + (car.lng - car.fromLng) * t];
}

function bearing(fromLat, fromLng, lat, lng) {
  const north = lat - fromLat;
  const east = (lng - fromLng) * Math.cos((lat * Math.PI) / 180);
  if (Math.hypot(north, east) < 1e-5) return null; // about a metre: standing still has no direction
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}
