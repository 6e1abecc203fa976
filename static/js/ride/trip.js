// One ride, from the search to the end. What is shown follows from its state alone.

import { standing } from "../app/ending.js";
import { carWords, fill, fromTemplate, notify, write } from "../app/page.js";

const CANCELABLE = new Set(["requested", "searching", "accepted", "arriving", "arrived"]);
export const WITH_DRIVER = new Set(["accepted", "arriving", "arrived", "in_progress"]);
const TO_PICKUP = new Set(["accepted", "arriving"]);
const ASIDE = new Set(["chat", "change", "where", "place", "history", "list", "care", "account"]); // views one is not taken out of

export class Trip {
  #app;
  #view;
  #ride = null;
  #topic = "";
  #seen = false; // the driver has been on the map since the last change of state
  #eta = { seconds: null, at: 0 };

  constructor(app, { over }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=trip]");
    this.#view.querySelector("[data-again]").addEventListener("click", over);
    setInterval(() => this.#tick(), 1_000);
  }

  get ride() {
    return this.#ride;
  }

  // News of the ride. Who is in another view stays there, and is told.
  take(ride) {
    const before = this.#ride;
    const changed = before?.id !== ride.id || before.status !== ride.status;
    this.#keep(ride, before, changed);
    const aside = before?.id === ride.id && ASIDE.has(this.#app.root.dataset.shown);
    if (!aside || !(CANCELABLE.has(ride.status) || WITH_DRIVER.has(ride.status))) this.#app.show("trip", { focus: changed });
    else if (changed) notify(this.#app.text.title[standing(ride)]);
  }

  // Back from another view.
  show() {
    this.#drawPlaces();
    this.#app.map?.fit(this.#places);
    this.#app.show("trip");
  }

  // A position of the driver, with the time that is left where the server knows it.
  follow({ topic, lat, lng, heading, eta_s: eta }) {
    if (topic !== this.#topic) return;
    this.#app.map?.setCar({ lat, lng }, { heading: heading ?? null });
    if (!this.#seen && !ASIDE.has(this.#app.root.dataset.shown)) this.#app.map?.fit([{ lat, lng }, this.#target]);
    this.#seen = true;
    if (eta !== undefined && eta !== null) this.#eta = { seconds: eta, at: performance.now() };
    this.#tick();
  }

  clear() {
    if (this.#topic) this.#app.live.unfollow(this.#topic);
    this.#topic = "";
    this.#ride = null;
    this.#app.map?.setCar(null);
  }

  #keep(ride, before, changed) {
    this.#ride = ride;
    if (changed) {
      this.#seen = false;
      this.#eta = { seconds: this.#firstEta, at: performance.now() };
    }
    this.#follow(ride);
    this.#draw(ride);
    if (before?.id !== ride.id || placesOf(before) !== placesOf(ride)) this.#showPlaces(before, ride);
    else if (changed) this.#drawPlaces();
    if (before?.id === ride.id && ride.rematched > (before.rematched ?? 0)) notify(this.#app.text.matched_again, { kind: "warning" });
  }

  #draw(ride) {
    const { text, format } = this.#app;
    const final = !CANCELABLE.has(ride.status) && !WITH_DRIVER.has(ride.status);
    fill(this.#view, {
      title: text.title[standing(ride)] ?? ride.status,
      about: (ride.queued && text.queued) || otherCar(ride, text) || (text.about[standing(ride)] ?? ""),
      pin: ride.pin ?? "",
      total: final ? "" : format.money(ride.fare.total, ride.fare.currency),
      pickup: ride.pickup.label || text.point_on_map,
      dropoff: ride.dropoff.label || text.point_on_map,
      guest: ride.guest?.name ?? "",
      ...driverWords(ride.driver, this.#app),
    });
    const hide = (name, hidden) => (this.#view.querySelector(`[data-${name}]`).hidden = hidden);
    hide("searching", !["requested", "searching"].includes(ride.status));
    hide("pin", !ride.pin || !WITH_DRIVER.has(ride.status));
    hide("driver", !ride.driver || !WITH_DRIVER.has(ride.status));
    hide("trip-actions", final);
    hide("chat-open", !WITH_DRIVER.has(ride.status));
    hide("sos", !WITH_DRIVER.has(ride.status));
    hide("cancel", !CANCELABLE.has(ride.status));
    hide("again", !final);
    hide("guest-row", !ride.guest);
    this.#view.querySelector(".facts").hidden = final;
    this.#drawStops(ride.stops ?? []);
    this.#tick();
  }

  #drawStops(stops) {
    const { text } = this.#app;
    this.#view.querySelector("[data-stops-row]").hidden = !stops.length;
    const rows = stops.map(({ label, reached_at: reached }) => {
      const row = fromTemplate("stop");
      fill(row, { name: label || text.point_on_map, reached: reached ? text.reached : "" });
      return row;
    });
    this.#view.querySelector("[data-stops]").replaceChildren(...rows);
  }

  get #firstEta() {
    const ride = this.#ride;
    if (TO_PICKUP.has(ride.status)) return ride.eta_s ?? ride.pickup_eta_s;
    return ride.status === "in_progress" ? (ride.eta_s ?? ride.duration_s) : null;
  }

  // Where the car goes now.
  get #target() {
    const { status, pickup, stops = [], dropoff } = this.#ride;
    if (status !== "in_progress") return pickup;
    return stops.find(({ reached_at: reached }) => !reached) ?? dropoff;
  }

  get #places() {
    const { pickup, stops = [], dropoff } = this.#ride;
    return [pickup, ...stops, dropoff];
  }

  #tick() {
    if (!this.#ride) return;
    write(this.#view.querySelector("[data-f=eta]"), this.#etaWords());
    write(this.#view.querySelector("[data-f=waiting]"), this.#waitingWords());
  }

  #etaWords() {
    const { text, format } = this.#app;
    const { seconds, at } = this.#eta;
    if (seconds === null || seconds === undefined) return "";
    const left = Math.max(60, seconds - (performance.now() - at) / 1_000);
    const riding = this.#ride.status === "in_progress";
    const words = !riding ? text.arrives_in : this.#target === this.#ride.dropoff ? text.there_in : text.stop_in;
    return words.replace("%(time)s", format.duration(left));
  }

  #waitingWords() {
    const { text, format, live } = this.#app;
    if (this.#ride.status !== "arrived") return "";
    const until = this.#ride.waiting?.free_until;
    if (!until) return text.waiting_unseen;
    const left = (new Date(until) - live.now()) / 1_000;
    if (left > 0) return text.waiting_free.replace("%(time)s", format.duration(left));
    const each = format.minor(this.#ride.waiting.per_minute_minor, this.#ride.fare.currency);
    return text.waiting_paid.replace("%(amount)s", each);
  }

  #follow(ride) {
    const topic = WITH_DRIVER.has(ride.status) ? `ride:${ride.id}` : "";
    if (topic === this.#topic) return;
    if (this.#topic) this.#app.live.unfollow(this.#topic);
    this.#topic = topic;
    if (topic) this.#app.live.follow(topic);
    else this.#app.map?.setCar(null);
  }

  #showPlaces(before, ride) {
    const { map, text } = this.#app;
    const aside = ["where", "place", "change"].includes(this.#app.root.dataset.shown) && before?.id === ride.id;
    if (aside) return; // the map is being used to choose
    if (before?.id === ride.id && before.status === ride.status) notify(text.changed);
    this.#drawPlaces();
    map?.fit(this.#places);
  }

  #drawPlaces() {
    const { map, text } = this.#app;
    const { status, pickup, stops = [], dropoff } = this.#ride;
    map?.setPlace("pickup", status === "in_progress" ? null : pickup, text.pickup);
    for (let number = 1; number <= 3; number += 1) map?.setPlace(`stop-${number}`, stops[number - 1] ?? null, text.stops);
    map?.setPlace("dropoff", dropoff, text.dropoff);
    map?.showRoute(this.#places.map(({ lat, lng }) => [lat, lng]), { sure: false });
  }
}

function placesOf(ride) {
  const { pickup, stops = [], dropoff } = ride;
  return JSON.stringify([pickup, ...stops, dropoff].map(({ lat, lng }) => [lat, lng]));
}

// A car of another kind than was ordered comes at the agreed price.
function otherCar({ category, driver, status }, text) {
  const comes = driver?.vehicle?.category;
  if (!TO_PICKUP.has(status) || !comes || comes === category) return "";
  return text.other_car.replace("%(car)s", text.category[comes]).replace("%(asked)s", text.category[category]);
}

function driverWords(driver, { format, text }) {
  if (!driver) return { driver: "", car: "", plate: "", rating: "", initial: "" };
  const { vehicle } = driver;
  return {
    driver: driver.full_name,
    initial: [...driver.full_name][0] ?? "",
    car: vehicle ? carWords(vehicle, text) : "",
    plate: vehicle?.plate ?? "",
    rating: format.rating(driver.rating),
  };
}
