// Demand, supply and surge of the cells: one layer at a time, read every ten seconds while it is on.

import { NOTHING } from "../map/ground.js";

const EVERY_MS = 10_000;
const STEPS = { demand: [1, 3, 6, 12], supply: [1, 3, 6, 12], surge: [1.01, 1.25, 1.5, 2] };
const WORDS = {
  demand: ["1–2", "3–5", "6–11", "12+"],
  supply: ["1–2", "3–5", "6–11", "12+"],
  surge: ["×1.01", "×1.25", "×1.50", "×2.00+"],
};

export const HEAT_LAYERS = Object.keys(STEPS);

export function heatLayers() {
  return HEAT_LAYERS.map((name) => ({
    id: `heat-${name}`,
    type: "fill",
    source: "heat",
    layout: { visibility: "none" },
    filter: [">=", amount(name), STEPS[name][0]],
    paint: { "fill-color": ["step", amount(name), ...colored(name)], "fill-opacity": 0.72, "fill-outline-color": shades(name)[3] },
  }));
}

// One cell's figures, for who points at it.
export function cellCard({ demand, supply, surge }, text) {
  const card = document.createElement("dl");
  card.className = "heat-card";
  for (const [name, value] of [[text.requests, demand], [text.cars, supply], [text.multiplier, `×${surge}`]]) {
    const figure = document.createElement("bdi");
    figure.textContent = value;
    card.append(tag("dt", name), tag("dd", figure));
  }
  return card;
}

export class Heat {
  #root;
  #address;
  #text;
  #draw;
  #zone = "";
  #layer = "";
  #timer = 0;
  #asked = 0;

  // `draw(layer, collection)` puts the cells on the map.
  constructor({ root, address, text, draw }) {
    this.#root = root;
    this.#address = address;
    this.#text = text;
    this.#draw = draw;
    root.querySelector("[data-layers]").addEventListener("change", ({ target }) => this.#choose(target.value));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#showScale());
  }

  follow(zone) {
    this.#zone = zone;
    this.#restart();
  }

  #choose(layer) {
    this.#layer = layer;
    this.#root.querySelector("[data-heat-key]").hidden = !layer;
    this.#showScale();
    this.#restart();
  }

  #restart() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#draw(this.#layer, NOTHING);
    this.#say("");
    if (this.#layer) this.#read(this.#asked);
  }

  // A late answer for another zone or layer is nobody's.
  async #read(asked) {
    const cells = await this.#fetch();
    if (asked !== this.#asked) return;
    if (cells) this.#draw(this.#layer, cells);
    this.#say(cells ? (cells.features.some((cell) => this.#shows(cell)) ? "" : this.#text.nothing) : this.#text.failed);
    this.#timer = setTimeout(() => this.#read(asked), EVERY_MS);
  }

  async #fetch() {
    try {
      const answer = await fetch(this.#address.replace("ZONE", this.#zone), { redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  #shows({ properties }) {
    return Number(properties[this.#layer]) >= STEPS[this.#layer][0];
  }

  #showScale() {
    if (!this.#layer) return;
    this.#root.querySelector("[data-heat-unit]").textContent = this.#text[this.#layer];
    const steps = shades(this.#layer).map((shade, index) => {
      const patch = tag("i");
      patch.style.background = shade;
      return tag("li", patch, WORDS[this.#layer][index]);
    });
    this.#root.querySelector("[data-heat-scale]").replaceChildren(...steps);
  }

  #say(words) {
    this.#root.querySelector("[data-heat-note]").textContent = words;
  }
}

function amount(name) {
  return ["to-number", ["get", name], 0];
}

function colored(name) {
  const [least, ...more] = shades(name);
  return [least, ...more.flatMap((shade, index) => [STEPS[name][index + 1], shade])];
}

function shades(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--heat-${name}`).trim().split(/\s+/);
}

function tag(name, ...content) {
  const element = document.createElement(name);
  element.append(...content);
  return element;
}
