// One plain list in the sheet, for everything that is one: kept places, drivers, reservations, messages, support cases.

import { busy, fill, fromTemplate, write } from "../app/page.js";

export class List {
  #app;
  #view;
  #ways = {};

  constructor(app) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=list]");
    this.#view.querySelector("[data-back]").addEventListener("click", () => this.#ways.back());
    this.#view.querySelector("[data-add]").addEventListener("click", () => this.#ways.onAdd());
  }

  // `rows` are {title, about, action?, act?}; `act` may take its time.
  show({ title, about = "", empty, rows, add = "", ...ways }) {
    this.#ways = ways;
    fill(this.#view, { title, about });
    const nothing = this.#view.querySelector("[data-empty]");
    write(nothing, empty);
    nothing.hidden = Boolean(rows.length);
    const button = this.#view.querySelector("[data-add]");
    button.hidden = !add;
    write(button, add);
    this.#view.querySelector("[data-rows]").replaceChildren(...rows.map((row) => this.#row(row)));
    this.#app.show("list");
  }

  #row({ title, about, action = "", act }) {
    const element = fromTemplate("entry");
    fill(element, { title, about });
    const button = element.querySelector("[data-entry]");
    button.hidden = !action;
    write(button, action);
    button.setAttribute("aria-label", `${action}: ${title}`);
    button.addEventListener("click", () => busy(button, async () => act()).catch((error) => this.#app.report(error)));
    return element;
  }
}
