// On duty or not: one big button, the reasons when it is refused, where the driver is, a screen that stays awake.

import { busy, fill, fromTemplate, write } from "../app/page.js";
import { Problem } from "../app/session.js";
import { Chime } from "./chime.js";
import { Heat } from "./heat.js";
import { Place } from "./place.js";
import { Push } from "../app/push.js";

export class Duty {
  #app;
  #view;
  #place;
  #heat;
  #push;
  #chime = new Chime();
  #driver = null; // as driver/me says
  #awake = null;
  #zone = null;
  #seen = false;

  constructor(app) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=duty]");
    this.#place = new Place(app);
    this.#heat = new Heat(app, { button: this.#view.querySelector("[data-heat]"), zone: () => this.#zone ?? app.lastZone });
    this.#push = new Push(app, { button: this.#view.querySelector("[data-push]") });
    this.#view.querySelector("[data-go]").addEventListener("click", (event) => this.#turn(event.currentTarget));
    this.#place.addEventListener("moved", ({ detail }) => this.#moved(detail));
    this.#place.addEventListener("trouble", ({ detail }) => this.#tellTrouble(detail.reason));
    document.addEventListener("visibilitychange", () => this.#keepAwake());
  }

  get online() {
    return Boolean(this.#driver?.online);
  }

  async load() {
    this.#driver = await this.#app.session.call("GET", "driver/me");
    this.#follow();
  }

  show() {
    const { text } = this.#app;
    const words = this.online ? "online" : "offline";
    fill(this.#view, { title: text.duty[words], about: text.duty[`${words}_about`] });
    this.#view.querySelector("[data-lamp]").classList.toggle("is-on", this.online);
    const button = this.#view.querySelector("[data-go]");
    write(button, this.online ? text.go_offline : text.go_online);
    button.classList.toggle("button-quiet", this.online);
    this.#tellReasons(this.online ? [] : this.#driver.refusals);
    if (this.online) this.#push.propose();
    this.#app.show("duty", { focus: this.#app.root.dataset.shown !== "duty" });
  }

  // An offer is there: heard and felt, for a phone that lies in the car.
  ring() {
    this.#chime.ring();
  }

  tellAgain() {
    this.#place.tellAgain();
  }

  clear() {
    this.#driver = null;
    this.#follow();
    this.#heat.off();
  }

  async #turn(button) {
    const going = !this.online;
    this.#chime.prepare(); // sound is allowed only after a touch
    this.#tellReasons([]);
    write(this.#view.querySelector("[data-error]"), "");
    try {
      await busy(button, () => this.#app.live.command(going ? "shift.start" : "shift.end"));
      await this.load();
    } catch (error) {
      if (error instanceof Problem && error.slug === "cannot-go-online") return this.#tellReasons(error.document.reasons);
      if (error instanceof Problem) return write(this.#view.querySelector("[data-error]"), error.message);
      this.#app.report(error);
    }
    this.show();
  }

  #tellReasons(reasons) {
    const rows = reasons.map((reason) => {
      const row = fromTemplate("reason");
      fill(row, { title: reason.title, detail: [reason.vehicle, reason.detail].filter(Boolean).join(" · ") });
      return row;
    });
    this.#view.querySelector("[data-reasons]").replaceChildren(...rows);
    this.#view.querySelector("[data-refused]").hidden = !rows.length;
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
