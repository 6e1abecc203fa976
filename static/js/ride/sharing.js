// A link by which others may watch the trip: through the phone's own share sheet, or copied.

import { busy, notify } from "../app/page.js";

export class Sharing {
  #app;
  #button;
  #stop;
  #ride = null;

  constructor(app) {
    this.#app = app;
    this.#button = app.sheet.querySelector("[data-share]");
    this.#button.addEventListener("click", () => this.#share());
    this.#stop = app.sheet.querySelector("[data-unshare]");
    this.#stop.addEventListener("click", () => this.#unshare());
  }

  // `ride` is null when there is nothing to share.
  of(ride) {
    if (ride?.id !== this.#ride?.id) this.#stop.hidden = true;
    this.#ride = ride;
    this.#button.hidden = !ride;
  }

  async #share() {
    const { session, text, report } = this.#app;
    try {
      const { path } = await busy(this.#button, () => session.call("POST", `rider/rides/${this.#ride.id}/share`, {}));
      this.#stop.hidden = false;
      await this.#hand(new URL(path, location.href).href, text);
    } catch (error) {
      if (error.name !== "AbortError") report.call(this.#app, error); // closing the share sheet is no error
    }
  }

  async #unshare() {
    const { session, text, report } = this.#app;
    try {
      await busy(this.#stop, () => session.call("DELETE", `rider/rides/${this.#ride.id}/share`));
      this.#stop.hidden = true;
      notify(text.unshared);
    } catch (error) {
      report.call(this.#app, error);
    }
  }

  async #hand(url, text) {
    if (navigator.share) {
      await navigator.share({ title: text.share_title, url });
      return;
    }
    await navigator.clipboard.writeText(url);
    notify(text.link_copied);
  }
}
