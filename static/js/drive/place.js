// Where the driver is, as the phone knows it: told to the platform at most once a second, and again while they stand.

const AT_MOST_EVERY_MS = 1_000;
const AGAIN_EVERY_MS = 5_000; // a phone that does not move reports nothing, and would be taken for gone
const ASK_ANEW_AFTER_MS = 15_000;
const FRESH_MS = 30_000; // an older one says where the car was: the page may have slept meanwhile
const OVER_REST_EVERY_MS = 5_000;
const OPTIONS = { enableHighAccuracy: true, maximumAge: 1_000, timeout: 30_000 };

export class Place extends EventTarget {
  // Emits "moved" {lat, lng, heading}, and "trouble" {reason: "denied" | "unknown" | ""}: "" when it is over.

  #app;
  #watch = null;
  #timer = 0;
  #fix = null;
  #fixedAt = 0; // the phone's clock: the one of performance stands still while the phone sleeps
  #askedAt = 0;
  #toldAt = -Infinity;
  #restAt = -Infinity;

  constructor(app) {
    super();
    this.#app = app;
  }

  get here() {
    return this.#fix && { lat: this.#fix.lat, lng: this.#fix.lng };
  }

  start() {
    if (this.#watch !== null) return;
    if (!navigator.geolocation) {
      this.#emit("trouble", { reason: "unknown" });
      return;
    }
    this.#ask();
    this.#timer = setInterval(() => this.#again(), AGAIN_EVERY_MS);
  }

  stop() {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    clearInterval(this.#timer);
    this.#watch = null;
  }

  // The newest place now, whatever was told when: after a connection came back.
  tellAgain() {
    this.#toldAt = -Infinity;
    if (this.#watch !== null) this.#tell();
  }

  // A new watch begins with where the phone is now; the one under way would wait until it moves.
  #ask() {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#askedAt = Date.now();
    this.#watch = navigator.geolocation.watchPosition((fix) => this.#moved(fix), (error) => this.#failed(error), OPTIONS);
  }

  #again() {
    const isOld = this.#age(this.#fixedAt) >= ASK_ANEW_AFTER_MS;
    if (isOld && this.#age(this.#askedAt) >= OPTIONS.timeout) this.#ask();
    this.#tell();
  }

  #age(since) {
    return Math.abs(Date.now() - since);
  }

  #moved({ coords }) {
    this.#fixedAt = Date.now();
    this.#fix = {
      lat: coords.latitude,
      lng: coords.longitude,
      heading: Number.isFinite(coords.heading) ? coords.heading : null,
      speed_mps: Number.isFinite(coords.speed) ? coords.speed : null,
    };
    this.#emit("trouble", { reason: "" });
    this.#emit("moved", this.#fix);
    this.#tell();
  }

  #tell() {
    const now = performance.now();
    if (!this.#fix || this.#age(this.#fixedAt) >= FRESH_MS || now - this.#toldAt < AT_MOST_EVERY_MS) return;
    const position = { ...this.#fix, at: this.#app.live.now().toISOString() };
    this.#toldAt = now;
    if (!this.#app.live.tellPosition(position)) this.#tellOverRest(position, now);
  }

  // Where sockets do not get through. Nothing is kept of one that does not arrive: the next one is newer.
  #tellOverRest(position, now) {
    if (!navigator.onLine || now - this.#restAt < OVER_REST_EVERY_MS) return;
    this.#restAt = now;
    this.#app.session.call("POST", "driver/positions", position).catch(() => {});
  }

  #failed({ code, PERMISSION_DENIED }) {
    this.#emit("trouble", { reason: code === PERMISSION_DENIED ? "denied" : "unknown" });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
