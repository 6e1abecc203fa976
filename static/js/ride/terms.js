// When a ride is wanted and for whom: now and for oneself, unless the rider says otherwise.

import { fill, write } from "../app/page.js";
import { instantAt, wallClock } from "../app/zone-time.js";

const SOONEST_MS = 35 * 60_000; // the platform asks for thirty minutes, people for some time to press the button
const LATEST_MS = 7 * 24 * 3_600_000;
const STEP_MS = 5 * 60_000;

export class Terms extends EventTarget {
  // Emits "change".

  #app;
  #whenDialog;
  #guestDialog;
  #whenChip;
  #guestChip;

  at = ""; // ISO, "" for now
  guest = null; // {name, phone}, null for oneself
  zone = null; // whose clock is meant
  #before = {};

  constructor(app) {
    super();
    this.#app = app;
    this.#whenDialog = app.sheet.querySelector("[data-when-dialog]");
    this.#guestDialog = app.sheet.querySelector("[data-guest-dialog]");
    this.#whenChip = app.sheet.querySelector("[data-when]");
    this.#guestChip = app.sheet.querySelector("[data-guest]");
    this.#whenChip.addEventListener("click", () => this.#askWhen());
    this.#guestChip.addEventListener("click", () => this.#askWho());
    this.#whenDialog.querySelector("form").addEventListener("submit", (event) => this.#setWhen(event));
    this.#whenDialog.querySelector("[data-now]").addEventListener("click", () => this.#set(this.#whenDialog, { at: "" }));
    this.#guestDialog.querySelector("form").addEventListener("submit", (event) => this.#setGuest(event));
    this.#guestDialog.querySelector("[data-me]").addEventListener("click", () => this.#set(this.#guestDialog, { guest: null }));
  }

  clear() {
    this.at = "";
    this.guest = null;
    this.#guestDialog.querySelector("form").reset();
  }

  // What was set last cannot be had.
  undo() {
    Object.assign(this, this.#before);
    this.draw();
  }

  draw({ allowed = true } = {}) {
    const { text, format } = this.#app;
    this.#whenChip.hidden = !allowed;
    this.#guestChip.hidden = !allowed;
    write(this.#whenChip, this.at ? format.moment(this.at, this.zone.time_zone) : text.now);
    write(this.#guestChip, this.guest ? text.for_guest.replace("%(name)s", this.guest.name) : text.for_me);
    this.#whenChip.setAttribute("aria-label", `${text.when}: ${this.#whenChip.textContent}`);
    this.#guestChip.setAttribute("aria-label", `${text.who}: ${this.#guestChip.textContent}`);
  }

  #askWhen() {
    const { time_zone: zone, name } = this.zone;
    const now = this.#app.live.now().getTime();
    const input = this.#whenDialog.querySelector("input");
    const soonest = Math.ceil((now + SOONEST_MS) / STEP_MS) * STEP_MS;
    input.min = wallClock(soonest, zone);
    input.max = wallClock(now + LATEST_MS, zone);
    input.value = wallClock(this.at || soonest, zone);
    fill(this.#whenDialog, { clock: this.#app.text.clock_of.replace("%(zone)s", name) });
    this.#tell(this.#whenDialog, "");
    this.#whenDialog.showModal();
  }

  #setWhen(event) {
    event.preventDefault();
    const input = this.#whenDialog.querySelector("input");
    const { text } = this.#app;
    if (!input.value) return this.#tell(this.#whenDialog, text.when_missing);
    if (input.value < input.min) return this.#tell(this.#whenDialog, text.too_soon);
    if (input.value > input.max) return this.#tell(this.#whenDialog, text.too_late);
    this.#set(this.#whenDialog, { at: new Date(instantAt(input.value, this.zone.time_zone)).toISOString() });
  }

  #askWho() {
    this.#tell(this.#guestDialog, "");
    this.#guestDialog.showModal();
  }

  #setGuest(event) {
    event.preventDefault();
    const { name, phone } = Object.fromEntries(new FormData(event.target));
    const guest = { name: name.trim(), phone: phone.replace(/[^\d+]/g, "") };
    if (!guest.name) return this.#tell(this.#guestDialog, this.#app.text.name_missing);
    if (!/^\+\d{8,15}$/.test(guest.phone)) return this.#tell(this.#guestDialog, this.#app.text.phone_wrong);
    this.#set(this.#guestDialog, { guest });
  }

  #set(dialog, terms) {
    dialog.close();
    this.#before = { at: this.at, guest: this.guest };
    Object.assign(this, terms);
    this.dispatchEvent(new Event("change"));
  }

  #tell(dialog, error) {
    write(dialog.querySelector("[data-error]"), error);
  }
}
