// One ride's story in the panel, read anew every five seconds while it is open.

import { copyOf } from "./desk.js";

const EVERY_MS = 5_000;
const NO_ID = "00000000-0000-0000-0000-000000000000";

export class Story {
  #root;
  #address;
  #text;
  #ride = "";
  #timer = 0;
  #opener = null;
  #shown;

  // `shown(told)` hears of every story that is put on the page.
  constructor({ root, address, text, shown }) {
    this.#root = root.querySelector("[data-story]");
    this.#address = address;
    this.#text = text;
    this.#shown = shown;
    this.#find("close").addEventListener("click", () => this.close());
    this.#root.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  open(ride) {
    if (ride !== this.#ride) this.#opener = document.activeElement;
    this.#ride = ride;
    this.#root.hidden = false;
    this.#find("body").hidden = true;
    this.#find("id").textContent = ride.slice(-8);
    this.#say(this.#text.loading);
    this.#find("title").focus();
    this.#root.scrollIntoView({ block: "nearest" });
    this.refresh();
  }

  close() {
    clearTimeout(this.#timer);
    this.#ride = "";
    this.#root.hidden = true;
    this.#opener?.focus?.();
    this.#opener = null;
  }

  async refresh() {
    clearTimeout(this.#timer);
    const ride = this.#ride;
    if (!ride) return;
    const told = await this.#read(ride);
    if (ride !== this.#ride) return;
    if (told) this.#show(told);
    this.#say(told ? "" : this.#text.story_failed);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }

  async #read(ride) {
    try {
      const answer = await fetch(this.#address.replace(NO_ID, ride), { redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  #show(told) {
    for (const name of ["stands", "rider", "driver", "pickup", "dropoff", "category"]) {
      this.#find(name).textContent = told[name] || "–";
    }
    for (const link of this.#root.querySelectorAll("[data-story-link]")) {
      link.hidden = !told.links[link.dataset.storyLink];
      link.href = told.links[link.dataset.storyLink] ?? "";
    }
    this.#find("lines").replaceChildren(...told.lines.map(line));
    this.#find("body").hidden = false;
    this.#shown(told);
  }

  #say(words) {
    this.#find("note").textContent = words;
    this.#find("note").hidden = !words;
  }

  #find(name) {
    return this.#root.querySelector(`[data-story-${name}]`);
  }
}

function line({ at, clock, said, detail, tone }) {
  const row = copyOf("story-lines");
  row.classList.add(`is-${tone}`);
  row.querySelector("time").dateTime = at;
  row.querySelector("time").textContent = clock;
  row.querySelector("[data-said]").textContent = said;
  row.querySelector("[data-detail]").textContent = detail;
  row.querySelector("[data-detail]").hidden = !detail;
  return row;
}
