// A link by which others may watch the trip: through the phone's own share sheet, or copied.

import { busy, notify } from "../app/page.js";

export class Sharing {
  #app;
  #button;
  #ride = null;

  constructor(app) {
    this.#app = app;
    this.#button = app.sheet.querySelector("[data-share]");
    this.#button.addEventListener("click", () => this.#share());
  }

  // `ride` is null when there is nothing to share.
  of(ride) {
    this.#ride = ride;
    this.#button.hidden = !ride;
  }

  async #share() {
    const { session, text, report } = this.#app;
    try {
      const { path } = await busy(this.#button, () => session.call("POST", `rider/rides/${this.#ride.id}/share`, {}));
      await this.#hand(new URL(path, location.href).href, text);
    } catch (error) {
      if (error.name !== "AbortError") report(error); // closing the share sheet is no error
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
