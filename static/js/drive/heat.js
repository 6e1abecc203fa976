// Where riders are: coloured cells of the zone, and the places that staff or demand have marked. A switch, renewed while
// it is on.

import { fill, fromTemplate, notify } from "../app/page.js";

const RENEW_MS = 20_000;
const HIGHEST_LEVEL = 3;

export class Heat {
  #app;
  #button;
  #list;
  #zone;
  #timer = 0;
  #marks = 0;

  constructor(app, { button, list, zone }) {
    this.#app = app;
    this.#button = button;
    this.#list = list;
    this.#zone = zone;
    button.addEventListener("click", () => (this.#on ? this.off() : this.#turnOn()));
  }

  off() {
    clearInterval(this.#timer);
    this.#button.setAttribute("aria-pressed", "false");
    this.#app.map?.showHeat(null);
    this.#mark([]);
  }

  get #on() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  async #turnOn() {
    this.#button.setAttribute("aria-pressed", "true");
    this.#timer = setInterval(() => this.#draw().catch(() => {}), RENEW_MS); // the next one may come through
    try {
      if (!(await this.#draw())) notify(this.#app.text.quiet_everywhere);
    } catch (error) {
      this.off();
      this.#app.report(error);
    }
  }

  // How many places are worth driving to.
  async #draw() {
    const { slug } = this.#zone();
    const { session, map } = this.#app;
    const [cells, { hotspots }] = await Promise.all([
      session.call("GET", `driver/heatmap?zone=${slug}`),
      session.call("GET", `driver/hotspots?zone=${slug}`),
    ]);
    if (!this.#on) return 0;
    for (const { properties } of cells.features) properties.level = properties.demand / HIGHEST_LEVEL;
    await map?.showHeat(cells);
    this.#mark(hotspots);
    return hotspots.length + cells.features.filter(({ properties }) => properties.demand).length;
  }

  #mark(hotspots) {
    const { map } = this.#app;
    for (let number = hotspots.length; number < this.#marks; number += 1) map?.setPlace(`hotspot-${number}`, null);
    hotspots.forEach(({ centre, note }, number) => map?.setPlace(`hotspot-${number}`, centre, note || this.#app.text.hotspot));
    this.#marks = hotspots.length;
    this.#list.replaceChildren(...hotspots.map((hotspot) => this.#row(hotspot)));
    this.#list.hidden = !hotspots.length;
  }

  #row({ centre, note, ends_at: ends }) {
    const { format, text, map } = this.#app;
    const row = fromTemplate("hotspot");
    fill(row, { note: note || text.hotspot, until: text.until_time.replace("%(time)s", format.time(ends)) });
    row.querySelector("button").addEventListener("click", () => map?.flyTo(centre));
    return row;
  }
}
