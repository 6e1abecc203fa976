// Somebody's rides, newest first, a page at a time.

import { paidFor, standing } from "./ending.js";
import { busy, fill, fromTemplate } from "./page.js";

export class History {
  #app;
  #view;
  #next = "";

  #review;

  constructor(app, { back, review }) {
    this.#review = review;
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=history]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#view.querySelector("[data-more]").addEventListener("click", (event) => this.#load(event.currentTarget));
  }

  async open() {
    this.#next = "";
    this.#view.querySelector("[data-history]").replaceChildren();
    this.#view.querySelector("[data-empty]").hidden = true;
    this.#app.show("history");
    await this.#load(this.#view.querySelector("[data-more]"));
  }

  async #load(button) {
    const cursor = this.#next ? `?cursor=${encodeURIComponent(this.#next)}` : "";
    try {
      const page = await busy(button, () => this.#app.session.call("GET", `${this.#app.session.role}/rides${cursor}`));
      this.#view.querySelector("[data-history]").append(...page.results.map((ride) => this.#row(ride)));
      this.#next = page.next ? new URL(page.next, location.href).searchParams.get("cursor") : "";
      this.#view.querySelector("[data-more]").hidden = !this.#next;
      this.#view.querySelector("[data-empty]").hidden = Boolean(this.#view.querySelector("[data-history] > li"));
    } catch (error) {
      this.#app.report(error);
    }
  }

  #row(ride) {
    const { format, text } = this.#app;
    const row = fromTemplate("past");
    const paid = paidFor(ride);
    fill(row, {
      when: format.moment(ride.requested_at, this.#app.zoneAt(ride.pickup)?.time_zone),
      dropoff: ride.dropoff.label || text.point_on_map,
      total: paid ? format.money(paid.total, paid.currency) : "",
      status: text.title[standing(ride)] ?? ride.status,
    });
    row.querySelector("button").addEventListener("click", () => this.#review(ride));
    return row;
  }
}
