// Where riders are, as coloured cells of the zone; a switch, renewed while it is on.

import { notify } from "../app/page.js";

const RENEW_MS = 20_000;
const HIGHEST_LEVEL = 3;

export class Heat {
  #app;
  #button;
  #zone;
  #timer = 0;

  constructor(app, { button, zone }) {
    this.#app = app;
    this.#button = button;
    this.#zone = zone;
    button.hidden = !app.map;
    button.addEventListener("click", () => (this.#on ? this.off() : this.#turnOn()));
  }

  off() {
    clearInterval(this.#timer);
    this.#button.setAttribute("aria-pressed", "false");
    this.#app.map?.showHeat(null);
  }

  get #on() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  async #turnOn() {
    this.#button.setAttribute("aria-pressed", "true");
    this.#timer = setInterval(() => this.#draw().catch(() => {}), RENEW_MS); // the next one may come through
    try {
      const wanted = await this.#draw();
      if (!wanted) notify(this.#app.text.quiet_everywhere);
    } catch (error) {
      this.off();
      this.#app.report(error);
    }
  }

  async #draw() {
    const found = await this.#app.session.call("GET", `driver/heatmap?zone=${this.#zone().slug}`);
    if (!this.#on) return 0;
    for (const { properties } of found.features) properties.level = properties.demand / HIGHEST_LEVEL;
    await this.#app.map.showHeat(found);
    return found.features.filter(({ properties }) => properties.demand).length;
  }
}
