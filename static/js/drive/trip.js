// The ride being driven, step by step. A step taken without a connection is kept with its time and shown as taken: the
// next one can be taken too, and all are sent in order.

import { busy, fareLines, fill, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";

const STEPS = {
  accepted: { command: "ride.en_route", then: "arriving" },
  arriving: { command: "ride.arrive", then: "arrived" },
  arrived: { command: "ride.start", then: "in_progress" },
  in_progress: { command: "ride.complete", then: "completed" },
};
const ORDER = ["accepted", "arriving", "arrived", "in_progress", "completed"];
const AHEAD_AFTER_MS = 2_000; // without an answer for that long, go on without it
const NOT_TWICE_MS = 700; // a double tap is one step

export class Trip {
  #app;
  #over;
  #lost;
  #heard;
  #view;
  #done;
  #dialog;
  #ride = null; // as the platform has it
  #ahead = ""; // the status that steps on their way will lead to
  #since = 0; // of the step that is shown
  #shown = "";
  #back = null;

  // `heard(ride)` is told what a step answers: the same ride comes as an event too, whichever is first.
  constructor(app, { over, lost, heard }) {
    this.#app = app;
    this.#over = over;
    this.#lost = lost;
    this.#heard = heard;
    this.#view = app.sheet.querySelector("[data-view=trip]");
    this.#done = app.sheet.querySelector("[data-view=done]");
    this.#dialog = app.sheet.querySelector("[data-cancel-dialog]");
    this.#view.querySelector("[data-step]").addEventListener("submit", (event) => this.#step(event));
    this.#view.querySelector("[data-cancel]").addEventListener("click", () => this.#askToCancel());
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", (event) => this.#cancel(event.currentTarget));
    this.#done.querySelector("[data-on]").addEventListener("click", () => this.#over());
    this.#done.querySelector("[data-back]").addEventListener("click", () => this.#back());
    setInterval(() => this.#sayWaiting(), 1_000);
  }

  // `again`: also where a page of another matter is open.
  show(ride, { again = false } = {}) {
    const other = this.#ride?.id !== ride.id;
    if (other) this.#forget();
    this.#ride = ride;
    if (ORDER.indexOf(this.#ahead) <= ORDER.indexOf(ride.status)) this.#ahead = "";
    this.#draw({ fit: other });
    if (again || other || ["trip", "loading", "duty", "offer"].includes(this.#app.root.dataset.shown)) this.#present();
  }

  // It is over: completed, or taken away.
  end(ride) {
    if (this.#dialog.open) this.#dialog.close();
    if (ride.status !== "completed") {
      notify(this.#app.text.title[ride.status] ?? ride.status, { kind: "warning", forMs: 15_000 });
      this.clear();
      this.#over();
      return;
    }
    this.clear();
    this.#showDone(ride, null);
  }

  review(ride, back) {
    this.#showDone(ride, back);
  }

  clear() {
    this.#forget();
    for (const name of ["pickup", "dropoff"]) this.#app.map?.setPlace(name, null);
    this.#app.map?.showRoute([]);
  }

  #forget() {
    this.#ride = null;
    this.#ahead = "";
    this.#shown = "";
    this.#view.querySelector("[data-step]").reset();
  }

  get #status() {
    return this.#ahead || this.#ride.status;
  }

  get #target() {
    return this.#status === "in_progress" ? this.#ride.dropoff : this.#ride.pickup;
  }

  #present() {
    const { text } = this.#app;
    const status = this.#status;
    const target = this.#target;
    const { rider } = this.#ride;
    fill(this.#view, {
      title: text.title[status],
      about: text.about[status] ?? "",
      rider: rider.first_name || text.rider,
      initial: [...(rider.first_name || text.rider)][0],
      place: target.label || text.point_on_map,
    });
    this.#view.querySelector("[data-navigate]").href = wayTo(target);
    this.#view.querySelector("[data-navigate]").hidden = status === "arrived";
    this.#view.querySelector("[data-unsent]").hidden = !this.#ahead;
    this.#view.querySelector("[data-pin-entry]").hidden = status !== "arrived";
    this.#view.querySelector("[data-cancel]").hidden = status === "in_progress" || Boolean(this.#ahead);
    this.#nameTheButton(status);
    this.#sayWaiting();
    this.#app.show("trip", { focus: this.#shown !== status });
    this.#shown = status;
  }

  #nameTheButton(status) {
    const button = this.#view.querySelector("[data-next]");
    write(button, this.#app.text.step[status] ?? "");
    button.hidden = !STEPS[status];
    if (this.#shown === status) return;
    this.#since = performance.now();
    write(this.#view.querySelector("[data-error]"), "");
  }

  #draw({ fit }) {
    const { map, text } = this.#app;
    const riding = this.#status === "in_progress";
    map?.setPlace("pickup", riding ? null : this.#ride.pickup, text.pickup);
    map?.setPlace("dropoff", this.#ride.dropoff, text.dropoff);
    if (!fit) return;
    map?.showRoute([this.#ride.pickup, this.#ride.dropoff].map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit([this.#ride.pickup, this.#ride.dropoff]);
  }

  async #step(event) {
    event.preventDefault();
    const status = this.#status;
    const { command, then } = STEPS[status];
    const pin = event.target.pin.value.trim();
    if (performance.now() - this.#since < NOT_TWICE_MS) return;
    if (status === "arrived" && [...pin].length !== 4) {
      write(this.#view.querySelector("[data-error]"), this.#app.text.four_digits);
      event.target.pin.focus();
      return;
    }
    const ride = this.#ride;
    const data = { ride_id: ride.id, ...(status === "arrived" && { pin }) };
    await this.#take(ride, then, this.#app.live.command(command, data));
  }

  // Waits for the answer a moment, then goes ahead without it.
  async #take(ride, then, answered) {
    let pending = true;
    const outcome = answered
      .finally(() => (pending = false))
      .then(
        (answer) => this.#heard(answer.ride),
        (error) => this.#refused(ride, error),
      );
    await busy(this.#view.querySelector("[data-next]"), () => Promise.race([outcome, this.#untilAhead()]));
    if (pending && this.#ride?.id === ride.id) this.#goAhead(then);
  }

  #untilAhead() {
    const wait = this.#app.root.dataset.connection === "open" ? AHEAD_AFTER_MS * 3 : AHEAD_AFTER_MS / 4;
    return new Promise((resolve) => setTimeout(resolve, wait));
  }

  #goAhead(status) {
    this.#ahead = status;
    this.#draw({ fit: false });
    this.#present();
  }

  #refused(ride, error) {
    if (!(error instanceof Problem)) throw error;
    if (this.#ride?.id !== ride.id) return this.#app.report(error);
    const wasAhead = Boolean(this.#ahead);
    this.#ahead = "";
    this.#view.querySelector("[data-step]").reset();
    if (wasAhead) notify(error.message, { kind: "error" });
    this.#present();
    write(this.#view.querySelector("[data-error]"), error.message);
    if (error.slug === "transition-refused") this.#lost();
  }

  // The same free minutes and the same seconds that the rider and the receipt are told.
  #sayWaiting() {
    const { text } = this.#app;
    const until = this.#ride?.status === "arrived" && !this.#ahead && this.#ride.waiting?.free_until;
    if (!until) return fill(this.#view, { waiting: "" });
    const left = (new Date(until) - this.#app.live.now()) / 1_000;
    const words = left > 0 ? text.waiting_free : text.waiting_paid;
    fill(this.#view, { waiting: words.replace("%(time)s", clockFace(Math.abs(left))) });
  }

  #showDone(ride, back) {
    const { format, text } = this.#app;
    const paid = ride.status === "completed";
    this.#back = back;
    fill(this.#done, {
      title: text.title[ride.status] ?? ride.status,
      when: format.moment(ride.requested_at),
      total: paid ? format.money(ride.fare.total, ride.fare.currency) : "",
    });
    this.#done.querySelector("[data-lines]").replaceChildren(...(paid ? fareLines(ride.fare, format) : []));
    this.#done.querySelector("[data-back]").hidden = !back;
    this.#app.show("done");
  }

  #askToCancel() {
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.showModal();
  }

  async #cancel(button) {
    const reason = this.#dialog.querySelector("select").value;
    try {
      const { ride } = await busy(button, () => this.#app.live.command("ride.cancel", { ride_id: this.#ride.id, reason }));
      this.#dialog.close();
      this.#heard(ride);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      write(this.#dialog.querySelector("[data-error]"), error.message);
    }
  }
}

function wayTo({ lat, lng }) {
  return `https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${lat},${lng}`;
}

function clockFace(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
