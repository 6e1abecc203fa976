// A pause of the zone that keeps requests from this car: why, and until when.

import { fill } from "../app/page.js";

const LOOK_AGAIN_MS = 120_000;

export class Pause {
  #app;
  #part;
  #zone;
  #category = "";

  // `zone()` is where the driver is.
  constructor(app, part, { zone }) {
    this.#app = app;
    this.#part = part;
    this.#zone = zone;
    setInterval(() => this.#lookAgain(), LOOK_AGAIN_MS);
  }

  async show({ vehicle }) {
    this.#category = vehicle?.category ?? "";
    const { zones } = await this.#app.session.call("GET", "public/zones");
    const now = new Date(this.#app.live.now());
    const pause = zones
      .find(({ slug }) => slug === this.#zone().slug)
      ?.pauses.find(({ categories, starts_at: from }) => categories.includes(this.#category) && new Date(from) <= now);
    fill(this.#part, { paused: pause?.detail ?? "" });
    this.#part.hidden = !pause;
  }

  async #lookAgain() {
    if (this.#app.root.dataset.shown === "duty" && !document.hidden) await this.show({ vehicle: { category: this.#category } }).catch(() => {});
  }
}
