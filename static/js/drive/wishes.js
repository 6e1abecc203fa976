// How the shift shall end: only rides towards home, or none after this one.

import { busy, fill, write } from "../app/page.js";
import { Problem } from "../app/session.js";

export class Wishes {
  #app;
  #part;
  #home;
  #last;
  #dialog;
  #here;
  #changed;
  #shift = "";
  #turnsOn = false; // what saying where home is does beside keeping it

  // `here()` is where the driver is; `changed()` is called when going offline may have followed.
  constructor(app, part, { here, changed }) {
    this.#app = app;
    this.#part = part;
    this.#home = part.querySelector("[data-home]");
    this.#last = part.querySelector("[data-last]");
    this.#dialog = app.sheet.querySelector("[data-home-dialog]");
    this.#here = here;
    this.#changed = changed;
    this.#home.addEventListener("click", () => this.#turnHome());
    part.querySelector("[data-change-home]").addEventListener("click", () => this.#ask(this.#pressed(this.#home)));
    this.#last.addEventListener("click", () => this.#turnLast());
    this.#dialog.querySelector("[data-set-home]").addEventListener("click", () => this.#leaveFromHere());
  }

  async show({ shift }) {
    this.#part.hidden = !shift;
    const other = this.#shift !== (shift?.id ?? "");
    this.#shift = shift?.id ?? "";
    if (!shift) return;
    this.#press(this.#last, shift.end_reason === "last_trip");
    if (other) this.#tellHome(await this.#app.session.call("GET", "driver/home"));
  }

  // Home is kept when it was said, until it is changed.
  async #turnHome() {
    const on = !this.#pressed(this.#home);
    try {
      this.#tellHome(await busy(this.#home, () => this.#app.live.command("driver.home", { on })));
    } catch (error) {
      if (!(error instanceof Problem) || error.slug !== "home-unknown") return this.#app.report(error);
      this.#ask(true);
    }
  }

  // In the sheet, not over it: the map is moved meanwhile.
  #ask(turnsOn) {
    this.#turnsOn = turnsOn;
    write(this.#dialog.querySelector("[data-error]"), "");
    if (!this.#dialog.open) this.#dialog.show();
    this.#dialog.scrollIntoView({ block: "nearest" });
  }

  async #leaveFromHere() {
    const error = this.#dialog.querySelector("[data-error]");
    const place = this.#chosen();
    if (!place) return write(error, this.#app.text.location.unknown);
    try {
      const set = () => this.#app.live.command("driver.home", { on: this.#turnsOn, place });
      this.#tellHome(await busy(this.#dialog.querySelector("[data-set-home]"), set));
      this.#dialog.close();
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      write(error, trouble.message);
    }
  }

  // The middle of the map, which the driver may have moved to their home, or where they are.
  #chosen() {
    const where = this.#dialog.querySelector("[name=where]:checked").value;
    return where === "map" && this.#app.map ? this.#app.map.middle : this.#here();
  }

  async #turnLast() {
    const on = !this.#pressed(this.#last);
    try {
      await busy(this.#last, () => this.#app.live.command("driver.last_trip", { on }));
      this.#press(this.#last, on);
      this.#changed();
    } catch (error) {
      this.#app.report(error);
    }
  }

  #tellHome({ on, uses_left: left }) {
    this.#press(this.#home, on);
    fill(this.#part, { home_left: on ? this.#app.text.home_on : this.#app.text.home_left.replace("%(count)s", left) });
  }

  #pressed(button) {
    return button.getAttribute("aria-pressed") === "true";
  }

  #press(button, on) {
    button.setAttribute("aria-pressed", String(on));
  }
}
