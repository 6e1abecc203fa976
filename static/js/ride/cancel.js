// Canceling: what it costs is shown first, and more than was shown is never charged.

import { busy, fill, write } from "../app/page.js";
import { Problem } from "../app/session.js";

export class Cancel {
  #app;
  #dialog;
  #ride = null;
  #feeShown = 0;

  constructor(app, { ride }) {
    this.#app = app;
    this.#dialog = app.sheet.querySelector("[data-cancel-dialog]");
    app.sheet.querySelector("[data-view=trip] [data-cancel]").addEventListener("click", () => this.ask(ride()));
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", (event) => this.#cancel(event.currentTarget));
  }

  async ask(ride) {
    this.#ride = ride;
    this.#feeShown = 0;
    fill(this.#dialog, { fee: "" });
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.showModal();
    try {
      this.#tellTerms(await this.#app.session.call("GET", `rider/rides/${ride.id}/cancellation`));
    } catch (error) {
      if (!(error instanceof Problem)) this.#app.report(error);
    }
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  #tellTerms({ fee_minor: minor, fee, explanation }) {
    const { text, format } = this.#app;
    this.#feeShown = minor;
    const costs = fee && text.cancel_fee.replace("%(amount)s", format.money(fee.total, fee.currency));
    fill(this.#dialog, { fee: costs ? `${costs} ${explanation}` : explanation || text.cancel_free });
  }

  async #cancel(button) {
    const reason = this.#dialog.querySelector("select").value;
    const data = { ride_id: this.#ride.id, reason, fee_minor: this.#feeShown };
    try {
      await busy(button, () => this.#app.live.command("ride.cancel", data));
      this.close();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      write(this.#dialog.querySelector("[data-error]"), error.message);
      if (error.slug === "fee-changed") await this.ask(this.#ride);
    }
  }
}
