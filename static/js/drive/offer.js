// An offer: what the driver keeps of it, how far it is, and a ring that runs out. Kept in storage until it is over, so that a page
// that is loaded again still has it.

import { busy, fill, write } from "../app/page.js";
import { Problem } from "../app/session.js";

const LOOK_AFTER_MS = 2_000; // for the ride, if the news of it does not come
const TICK_MS = 200;

export class Offer {
  #app;
  #over;
  #taken;
  #shown;
  #gone;
  #view;
  #offer = null;
  #began = 0;
  #timer = 0;
  #wanted = ""; // the ride that is being taken

  // `shown` is called when an offer comes, `gone` when it is no more to be answered; then `over`, or `taken` to look for
  // the ride.
  constructor(app, { over, taken, shown, gone }) {
    this.#app = app;
    this.#over = over;
    this.#taken = taken;
    this.#shown = shown;
    this.#gone = gone;
    this.#view = app.sheet.querySelector("[data-view=offer]");
    this.#view.querySelector("[data-accept]").addEventListener("click", (event) => this.#accept(event.currentTarget));
    this.#view.querySelector("[data-decline]").addEventListener("click", () => this.#decline());
  }

  get open() {
    return this.#offer !== null;
  }

  show(offer) {
    if (this.#left(offer) <= 0) return;
    this.#offer = offer;
    this.#began = this.#left(offer);
    localStorage.setItem(this.#place, JSON.stringify(offer));
    this.present();
    this.#shown();
    this.#app.live.command("offer.seen", { offer_id: offer.offer_id }).catch(() => {}); // said too late, it is over
  }

  present() {
    this.#fill();
    this.#drawPickup();
    this.#app.show("offer");
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.#place) ?? "null");
    if (kept) this.show(kept);
  }

  closed({ offer_id: id, status }) {
    if (this.#offer?.offer_id !== id || status === "accepted") return;
    this.#leave();
  }

  // The ride that was taken is there.
  follow(ride) {
    if (this.#wanted === ride.id) this.#leave();
  }

  clear() {
    clearInterval(this.#timer);
    this.#gone();
    if (this.#offer) localStorage.removeItem(this.#place);
    this.#offer = null;
    this.#wanted = "";
    this.#app.map?.setPlace("offer", null);
  }

  get #place() {
    return `offer:${this.#app.session.person.id}`;
  }

  #left({ deadline }) {
    return new Date(deadline) - this.#app.live.now();
  }

  #fill() {
    const { format, text } = this.#app;
    const { fare, net_minor: net, rider, slot, asked_category: category, stops } = this.#offer;
    const { distance_m: metres, duration_s: seconds, scheduled_at: reserved } = this.#offer;
    const trip = [metres && format.distance(metres), seconds && format.duration(seconds), stops && text.stops.replace("%(count)s", stops)];
    fill(this.#view, {
      title: slot === "next" ? text.offer_next : text.offer,
      about: [rider?.first_name, text.category[category] ?? category, reserved && reservedFor(reserved, this.#app)].filter(Boolean).join(" · "),
      pay: fare ? format.minor(net ?? fare.total_minor, fare.currency) : "",
      pay_about: fare && net !== undefined ? text.you_keep.replace("%(total)s", format.minor(fare.total_minor, fare.currency)) : "",
      pickup: `${format.distance(this.#offer.pickup_distance_m)} · ${format.duration(this.#offer.pickup_eta_s)}`,
      trip: trip.filter(Boolean).join(" · "),
    });
    write(this.#view.querySelector("[data-error]"), "");
    for (const button of this.#view.querySelectorAll("button")) button.disabled = false;
  }

  #drawPickup() {
    const { map, text } = this.#app;
    map?.setPlace("offer", this.#offer.pickup, text.near_pickup);
    map?.fit([this.#offer.pickup, map.car].filter(Boolean));
  }

  #tick() {
    const left = this.#left(this.#offer);
    fill(this.#view, { seconds: String(Math.max(0, Math.ceil(left / 1_000))) });
    const ring = this.#view.querySelector("[data-ring-left]");
    ring.style.strokeDashoffset = String(100 - Math.max(0, Math.min(100, (left / this.#began) * 100)));
    if (left <= 0 && !this.#wanted && !this.#busy) this.#leave();
  }

  get #busy() {
    return this.#view.querySelector("[data-accept]").getAttribute("aria-busy") === "true";
  }

  async #accept(button) {
    const { offer_id } = this.#offer;
    this.#gone();
    this.#view.querySelector("[data-decline]").disabled = true;
    try {
      const { job } = await busy(button, () => this.#app.live.command("offer.accept", { offer_id }));
      if (this.#offer?.offer_id !== offer_id) return;
      button.disabled = true; // taken: until the ride is there
      this.#wanted = job.ref;
      setTimeout(() => this.#wanted === job.ref && this.#finish(), LOOK_AFTER_MS);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (this.#offer?.offer_id === offer_id) this.#leave();
      this.#app.report(error);
    }
  }

  #finish() {
    this.clear();
    this.#taken();
  }

  // It leaves the screen at once; what the platform says to it later changes nothing.
  #decline() {
    this.#app.live.command("offer.decline", { offer_id: this.#offer.offer_id }).catch(() => {});
    this.#leave();
  }

  #leave() {
    this.clear();
    this.#over();
  }
}

// When the rider wants to be met: a ride that was ordered ahead.
export function reservedFor(moment, { format, text }) {
  return text.reserved_for.replace("%(time)s", format.time(moment));
}
