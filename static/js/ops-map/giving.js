// The open story's ride is given to a driver: those near, or those who match what is typed.

import { formats } from "../app/page.js";
import { copyOf, tell } from "./desk.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";
const TYPING_MS = 300;

export class Giving {
  #box;
  #desk;
  #text;
  #page;
  #done;
  #ride = "";
  #heldBy = "";
  #aboardOf = "";
  #asked = 0;
  #timer = 0;

  // `done` is called once the ride is somebody else's.
  constructor({ root, desk, text, page, done }) {
    this.#box = root.querySelector("[data-giving]");
    this.#desk = desk;
    this.#text = text;
    this.#page = page;
    this.#done = done;
    this.#search?.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), TYPING_MS);
    });
    this.#box?.addEventListener("toggle", () => this.#box.open && this.#look());
  }

  // The story that is shown: whose ride it is now, and whether it may be given away.
  of({ id, driver_id: heldBy, driver, aboard, may_assign: allowed }) {
    if (!this.#box) return;
    this.#box.hidden = !allowed;
    this.#heldBy = heldBy;
    this.#aboardOf = aboard ? driver : "";
    this.#box.querySelector("[data-giving-aboard]").hidden = !aboard;
    if (id === this.#ride) return;
    this.#ride = id;
    this.#box.open = false;
    this.#search.value = "";
    this.#asked += 1;
    tell(this.#note, "");
  }

  get #search() {
    return this.#box?.querySelector("input");
  }

  get #note() {
    return this.#box.querySelector("[data-giving-note]");
  }

  // A late answer to another question is nobody's.
  async #look() {
    const asked = (this.#asked += 1);
    const address = this.#page.drivers_url.replace(NO_ID, this.#ride);
    const found = await this.#desk.read(`${address}?q=${encodeURIComponent(this.#search.value)}`);
    if (asked !== this.#asked) return;
    if (!found) return tell(this.#note, this.#text.story_failed, "bad");
    this.#box.querySelector("[data-giving-list]").replaceChildren(...found.drivers.map((driver) => this.#row(driver)));
    this.#box.querySelector("[data-giving-empty]").hidden = found.drivers.length > 0;
  }

  #row(driver) {
    const row = copyOf("giving");
    const far = driver.metres === null ? "" : `${formats(this.#page.language).distance(driver.metres)} · `;
    row.querySelector("[data-name]").textContent = driver.name;
    row.querySelector("[data-plate]").textContent = [driver.plate, driver.phone].filter(Boolean).join(" · ");
    row.querySelector("[data-what]").textContent = far + this.#text.driver_state[driver.state];
    const button = row.querySelector("button");
    button.hidden = driver.id === this.#heldBy;
    button.addEventListener("click", () => this.#give(driver, button));
    return row;
  }

  #question({ name }) {
    const words = this.#aboardOf ? this.#text.confirm_give_aboard : this.#text.confirm_give;
    return words.replace("%(name)s", name).replace("%(driver)s", this.#aboardOf);
  }

  async #give(driver, button) {
    const [ride, heldBy] = [this.#ride, this.#heldBy];
    if (!(await this.#desk.ask(this.#question(driver)))) return;
    const form = new FormData();
    form.set("driver", driver.id);
    form.set("held_by", heldBy);
    await this.#desk.send(this.#page.assign_url.replace(NO_ID, ride), form, { button, note: this.#note });
    this.#done();
    this.#look();
  }
}
