// On duty or not: one big button, the reasons when it is refused, where the driver is, a screen that stays awake.

import { busy, fill, fromTemplate, write } from "../app/page.js";
import { Push } from "../app/push.js";
import { Problem, Unreachable } from "../app/session.js";
import { Chime } from "./chime.js";
import { Heat } from "./heat.js";
import { Pause } from "./pause.js";
import { Place } from "./place.js";
import { Queue } from "./queue.js";
import { Standing } from "./standing.js";
import { Today } from "./today.js";
import { Wishes } from "./wishes.js";
import { reasonWords } from "./words.js";

export class Duty {
  #app;
  #view;
  #place;
  #heat;
  #push;
  #today;
  #mend;
  #parts;
  #pause;
  #chime = new Chime();
  #driver = null; // as driver/me says
  #awake = null;
  #zone = null;
  #seen = false;

  // `mend(reason)` opens what a shut gate is about; `earnings()` what was earned.
  constructor(app, { mend, earnings }) {
    this.#app = app;
    this.#mend = mend;
    this.#view = app.sheet.querySelector("[data-view=duty]");
    const part = (name) => this.#view.querySelector(`[data-${name}]`);
    this.#place = new Place(app);
    this.#heat = new Heat(app, { button: part("heat"), list: part("hotspots"), zone: () => this.zone });
    this.#push = new Push(app, { button: part("push") });
    this.#today = new Today(app, part("today"), { open: earnings });
    const wishes = new Wishes(app, part("wishes"), { here: () => this.#place.here, changed: () => this.reload() });
    this.#pause = new Pause(app, part("paused"), { zone: () => this.zone });
    this.#parts = [this.#pause, this.#today, wishes, new Queue(app, part("queue")), new Standing(app, part("standing"))];
    part("go").addEventListener("click", (event) => this.#turn(event.currentTarget));
    this.#place.addEventListener("moved", ({ detail }) => this.#moved(detail));
    this.#place.addEventListener("trouble", ({ detail }) => this.#tellTrouble(detail.reason));
    document.addEventListener("visibilitychange", () => this.#keepAwake());
  }

  get online() {
    return Boolean(this.#driver?.online);
  }

  get zone() {
    return this.#zone ?? this.#app.lastZone;
  }

  get here() {
    return this.#place.here;
  }

  async load() {
    this.#driver = await this.#app.session.call("GET", "driver/me");
    this.#follow();
  }

  // As it is now, where it is shown.
  async reload() {
    try {
      await this.load();
      if (this.#app.root.dataset.shown === "duty") this.show();
    } catch (error) {
      this.#app.report(error);
    }
  }

  show() {
    const { text } = this.#app;
    const words = this.online ? "online" : "offline";
    const card = this.#driver.vehicle;
    fill(this.#view, {
      title: text.duty[words],
      about: text.duty[`${words}_about`],
      car: card ? `${card.make} ${card.model}` : "",
      plate: card?.plate ?? "",
    });
    this.#view.querySelector("[data-lamp]").classList.toggle("is-on", this.online);
    this.#view.querySelector("[data-push-row]").hidden = !this.online;
    const button = this.#view.querySelector("[data-go]");
    write(button, this.online ? text.go_offline : text.go_online);
    button.classList.toggle("button-quiet", this.online);
    const suspended = this.#driver.status === "suspended"; // it is said by itself
    this.#tellReasons(this.online || suspended ? [] : this.#driver.refusals);
    this.#view.querySelector("[data-go]").hidden = suspended && !this.online;
    this.#app.show("duty", { focus: this.#app.root.dataset.shown !== "duty" });
    if (this.online) this.#push.propose();
    for (const part of this.#parts) this.#showPart(part);
  }

  // A trip has ended: what was earned is another figure.
  forgetToday() {
    this.#today.forget();
  }

  // An offer is there: heard and felt, for a phone that lies in the car.
  ring() {
    this.#chime.ring();
  }

  hush() {
    this.#chime.hush();
  }

  tellAgain() {
    this.#place.tellAgain();
  }

  clear() {
    this.#driver = null;
    this.#today.forget();
    this.#follow();
    this.#heat.off();
  }

  // Beside the button nothing is worth an error on the screen: the next time it may come through.
  async #showPart(part) {
    try {
      await part.show(this.#driver);
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Unreachable)) throw error;
    }
  }

  async #turn(button) {
    const going = !this.online;
    this.#chime.prepare(); // sound is allowed only after a touch
    this.#tellReasons([]);
    write(this.#view.querySelector(":scope > [data-error]"), "");
    try {
      await busy(button, () => this.#app.live.command(going ? "shift.start" : "shift.end"));
      await this.load();
    } catch (error) {
      if (error instanceof Problem && error.slug === "cannot-go-online") return this.#tellReasons(error.document.reasons);
      if (error instanceof Problem) return write(this.#view.querySelector(":scope > [data-error]"), error.message);
      this.#app.report(error);
    }
    this.show();
  }

  #tellReasons(reasons) {
    this.#view.querySelector("[data-reasons]").replaceChildren(...reasons.map((reason) => this.#reason(reason)));
    this.#view.querySelector("[data-refused]").hidden = !reasons.length;
  }

  #reason(reason) {
    const row = fromTemplate("reason");
    fill(row, { words: reasonWords(reason) });
    const button = row.querySelector("button");
    button.hidden = reason.code === "driver-not-active" || reason.code === "document-in-review";
    button.setAttribute("aria-label", `${button.textContent}: ${reason.title} ${reason.detail ?? ""}`);
    button.addEventListener("click", () => this.#mend(reason));
    return row;
  }

  // Where the driver is matters while they are on duty, and only then.
  #follow() {
    if (this.online) this.#place.start();
    else {
      this.#place.stop();
      this.#tellTrouble("");
      this.#app.map?.setCar(null);
      this.#seen = false;
    }
    this.#keepAwake();
  }

  #moved({ lat, lng, heading }) {
    this.#app.map?.setCar({ lat, lng }, { heading });
    if (!this.#seen && this.#app.root.dataset.shown !== "trip") this.#app.map?.flyTo({ lat, lng });
    this.#seen = true;
    const zone = this.#app.zoneAt({ lat, lng });
    if (!zone || zone === this.#zone) return;
    this.#zone = zone;
    this.#app.showZone(zone);
    if (this.#driver) this.#showPart(this.#pause);
  }

  #tellTrouble(reason) {
    fill(this.#view, { location_trouble: reason ? this.#app.text.location[reason] : "" });
    this.#view.querySelector("[data-location-trouble]").hidden = !reason;
  }

  async #keepAwake() {
    const wanted = this.online && document.visibilityState === "visible";
    if (wanted && !this.#awake?.released && this.#awake) return;
    const held = this.#awake;
    this.#awake = null;
    if (held && !held.released) await held.release();
    if (wanted) this.#awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }
}
