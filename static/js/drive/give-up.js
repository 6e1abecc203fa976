// The ride is given up, or the rider did not come: with a reason, asked once more.

import { busy, write } from "../app/page.js";
import { Problem } from "../app/session.js";

const NO_SHOW = "rider_no_show";

export class GiveUp {
  #app;
  #trip;
  #dialog;
  #heard;
  #allowedAt = 0; // when a no-show may be told, as far as the platform has said

  // `trip` knows the ride; `heard(ride)` is told the answer.
  constructor(app, { trip, heard }) {
    this.#app = app;
    this.#trip = trip;
    this.#heard = heard;
    this.#dialog = app.sheet.querySelector("[data-cancel-dialog]");
    app.sheet.querySelector("[data-view=trip] [data-cancel]").addEventListener("click", () => this.#ask());
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", (event) => this.#cancel(event.currentTarget));
    this.#dialog.querySelector("select").addEventListener("change", () => this.#sayWhat());
    setInterval(() => this.#sayWhen(), 1_000);
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
    this.#allowedAt = 0;
  }

  #ask() {
    const select = this.#dialog.querySelector("select");
    const noShow = select.querySelector(`[value=${NO_SHOW}]`);
    noShow.hidden = noShow.disabled = this.#trip.status !== "arrived"; // they can only miss a car that is there
    select.value = noShow.disabled ? select.querySelector("option:not([disabled])").value : NO_SHOW;
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#sayWhat();
    this.#dialog.showModal();
  }

  // What comes of it: another driver, or the end of the ride.
  #sayWhat() {
    const noShow = this.#dialog.querySelector("select").value === NO_SHOW;
    for (const part of this.#dialog.querySelectorAll("[data-no-show]")) part.hidden = !noShow;
    for (const part of this.#dialog.querySelectorAll("[data-given-up]")) part.hidden = noShow;
  }

  async #cancel(button) {
    const reason = this.#dialog.querySelector("select").value;
    const data = { ride_id: this.#trip.ride.id, reason };
    try {
      const { ride } = await busy(button, () => this.#app.live.command("ride.cancel", data));
      this.close();
      this.#heard(ride);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      write(this.#dialog.querySelector("[data-error]"), error.message);
      const left = error.document.seconds_left;
      if (left) this.#allowedAt = this.#app.live.now().getTime() + left * 1_000;
      this.#sayWhen();
    }
  }

  #sayWhen() {
    if (!this.#allowedAt || !this.#dialog.open) return;
    const left = Math.ceil((this.#allowedAt - this.#app.live.now()) / 1_000);
    if (left <= 0) this.#allowedAt = 0;
    const words = left > 0 ? this.#app.text.no_show_in.replace("%(time)s", this.#app.format.duration(left)) : "";
    write(this.#dialog.querySelector("[data-error]"), words);
  }
}
