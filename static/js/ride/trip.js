// One ride, from the search to the receipt. What is shown follows from its state alone.

import { busy, fareLines, fill, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";
import { Sharing } from "./sharing.js";

const CANCELABLE = new Set(["requested", "searching", "accepted", "arriving", "arrived"]);
const WITH_DRIVER = new Set(["accepted", "arriving", "arrived", "in_progress"]);

export class Trip {
  #app;
  #over;
  #view;
  #done;
  #dialog;
  #feeShown = 0;
  #ride = null;
  #topic = "";
  #back = null;
  #sharing;
  #seen = false; // the driver has been on the map since the last change of state
  #eta = { seconds: null, at: 0 };

  constructor(app, { over }) {
    this.#app = app;
    this.#over = over;
    this.#view = app.sheet.querySelector("[data-view=trip]");
    this.#done = app.sheet.querySelector("[data-view=done]");
    this.#dialog = app.sheet.querySelector("[data-cancel-dialog]");
    this.#view.querySelector("[data-cancel]").addEventListener("click", () => this.#askToCancel());
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", (event) => this.#cancel(event.currentTarget));
    this.#done.querySelector("[data-receipt]").addEventListener("click", (event) => this.#openReceipt(event.currentTarget));
    this.#done.querySelector("[data-back]").addEventListener("click", () => this.#back());
    for (const again of app.sheet.querySelectorAll("[data-again]")) again.addEventListener("click", () => this.#leave());
    this.#sharing = new Sharing(app);
    setInterval(() => this.#sayEta(), 1_000);
  }

  show(ride) {
    const before = this.#ride;
    this.#ride = ride;
    if (before?.status !== ride.status) this.#seen = false;
    this.#follow(ride);
    this.#drawPlaces(ride, before);
    if (before?.id === ride.id && ride.rematched > (before.rematched ?? 0)) notify(this.#app.text.matched_again, { kind: "warning" });
    if (!CANCELABLE.has(ride.status) && this.#dialog.open) this.#dialog.close();
    this.#back = null;
    if (ride.status === "completed") this.#showDone(ride);
    else this.#showTrip(ride, before);
  }

  // A position of the driver, with the time that is left where the server knows it.
  follow({ topic, lat, lng, heading, eta_s: eta }) {
    if (topic !== this.#topic) return;
    this.#app.map?.setCar({ lat, lng }, { heading: heading ?? null });
    if (!this.#seen) this.#app.map?.fit([{ lat, lng }, this.#ride.status === "in_progress" ? this.#ride.dropoff : this.#ride.pickup]);
    this.#seen = true;
    if (eta !== undefined && eta !== null) this.#eta = { seconds: eta, at: performance.now() };
    this.#sayEta();
  }

  clear() {
    if (this.#topic) this.#app.live.unfollow(this.#topic);
    this.#topic = "";
    this.#ride = null;
    this.#app.map?.setCar(null);
  }

  #showTrip(ride, before) {
    const { text, format } = this.#app;
    const final = !CANCELABLE.has(ride.status) && !WITH_DRIVER.has(ride.status);
    if (before?.status !== ride.status) this.#eta = { seconds: this.#firstEta(ride), at: performance.now() };
    fill(this.#view, {
      title: text.title[ride.status] ?? ride.status,
      about: text.about[ride.status] ?? "",
      pin: ride.pin ?? "",
      total: format.money(ride.fare.total, ride.fare.currency),
      dropoff: ride.dropoff.label || text.point_on_map,
      ...driverWords(ride.driver),
    });
    this.#view.querySelector("[data-searching]").hidden = !["requested", "searching"].includes(ride.status);
    this.#view.querySelector("[data-pin]").hidden = !ride.pin || !WITH_DRIVER.has(ride.status);
    this.#view.querySelector("[data-driver]").hidden = !ride.driver || !WITH_DRIVER.has(ride.status);
    this.#view.querySelector("[data-cancel]").hidden = !CANCELABLE.has(ride.status);
    this.#view.querySelector("[data-again]").hidden = !final;
    this.#sharing.of(final ? null : ride);
    this.#sayEta();
    this.#app.show("trip", { focus: before?.status !== ride.status });
  }

  // A ride that is over, from the list of them: `back` leads there.
  review(ride, back) {
    this.#ride = ride;
    this.#back = back;
    this.#showDone(ride);
  }

  #showDone(ride) {
    const { format, text } = this.#app;
    fill(this.#done, {
      title: text.title[ride.status] ?? ride.status,
      when: format.moment(ride.requested_at),
      total: ride.status === "completed" ? format.money(ride.fare.total, ride.fare.currency) : "",
    });
    const lines = ride.status === "completed" ? fareLines(ride.fare, format) : [];
    this.#done.querySelector("[data-lines]").replaceChildren(...lines);
    this.#done.querySelector("[data-receipt]").hidden = ride.status !== "completed";
    this.#done.querySelector("[data-back]").hidden = !this.#back;
    this.#app.show("done");
  }

  #firstEta(ride) {
    if (["accepted", "arriving"].includes(ride.status)) return ride.eta_s ?? ride.pickup_eta_s;
    return ride.status === "in_progress" ? (ride.eta_s ?? ride.duration_s) : null;
  }

  #sayEta() {
    if (!this.#ride) return;
    const { seconds, at } = this.#eta;
    const left = seconds === null || seconds === undefined ? null : Math.max(0, seconds - (performance.now() - at) / 1_000);
    const words = this.#ride.status === "in_progress" ? this.#app.text.there_in : this.#app.text.arrives_in;
    const said = left === null ? "" : words.replace("%(time)s", this.#app.format.duration(Math.max(left, 60)));
    write(this.#view.querySelector("[data-f=eta]"), said);
  }

  #follow(ride) {
    const topic = WITH_DRIVER.has(ride.status) ? `ride:${ride.id}` : "";
    if (topic === this.#topic) return;
    if (this.#topic) this.#app.live.unfollow(this.#topic);
    this.#topic = topic;
    if (topic) this.#app.live.follow(topic);
    else this.#app.map?.setCar(null);
  }

  #drawPlaces(ride, before) {
    const { map, text } = this.#app;
    map?.setPlace("pickup", ride.status === "in_progress" ? null : ride.pickup, text.pickup);
    map?.setPlace("dropoff", ride.dropoff, text.dropoff);
    if (before?.id === ride.id) return;
    map?.showRoute([ride.pickup, ride.dropoff].map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit([ride.pickup, ride.dropoff]);
  }

  async #askToCancel() {
    const { text, format } = this.#app;
    this.#feeShown = 0; // more than was shown is never charged
    fill(this.#dialog, { fee: "" });
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.showModal();
    try {
      const terms = await this.#app.session.call("GET", `rider/rides/${this.#ride.id}/cancellation`);
      this.#feeShown = terms.fee_minor;
      const amount = terms.fee ? format.money(terms.fee.total, terms.fee.currency) : "";
      fill(this.#dialog, { fee: amount ? text.cancel_fee.replace("%(amount)s", amount) : text.cancel_free });
    } catch (error) {
      if (!(error instanceof Problem)) this.#app.report(error);
    }
  }

  async #cancel(button) {
    const reason = this.#dialog.querySelector("select").value;
    const data = { ride_id: this.#ride.id, reason, fee_minor: this.#feeShown };
    try {
      await busy(button, () => this.#app.live.command("ride.cancel", data));
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      write(this.#dialog.querySelector("[data-error]"), error.message);
    }
  }

  async #openReceipt(button) {
    try {
      const pdf = await busy(button, () => this.#app.session.call("GET", `rider/rides/${this.#ride.id}/receipt.pdf`));
      const address = URL.createObjectURL(pdf);
      window.open(address, "_blank");
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      if (error instanceof Problem && error.status === 503) notify(this.#app.text.receipt_later);
      else this.#app.report(error);
    }
  }

  #leave() {
    this.clear();
    this.#over();
  }
}

function driverWords(driver) {
  if (!driver) return { driver: "", car: "", plate: "", rating: "", initial: "" };
  const { vehicle } = driver;
  return {
    driver: driver.full_name,
    initial: [...driver.full_name][0] ?? "",
    car: vehicle ? `${vehicle.make} ${vehicle.model} · ${vehicle.colour}` : "",
    plate: vehicle?.plate ?? "",
    rating: Number(driver.rating).toFixed(1),
  };
}
