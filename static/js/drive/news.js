// What the driver was told in the last week: by our team, about papers, promises and tips; the newest first.

import { fill, fromTemplate } from "../app/page.js";

export class Page {
  #app;
  #view;

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=news]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
  }

  async open() {
    this.#app.show("news");
    this.#view.setAttribute("aria-busy", "true");
    try {
      const told = await this.#all();
      this.#view.querySelector("[data-news]").replaceChildren(...told.map((message) => this.#row(message)));
      this.#view.querySelector("[data-empty]").hidden = told.length > 0;
    } catch (error) {
      this.#app.report(error);
    } finally {
      this.#view.removeAttribute("aria-busy");
    }
  }

  async #all() {
    const told = [];
    for (let after = 0, more = true; more; ) {
      const page = await this.#app.session.call("GET", `driver/messages?after=${after}`);
      told.push(...page.messages.filter(({ data }) => data.title));
      ({ more, last_seq: after } = page);
    }
    return told.reverse();
  }

  #row({ at, data: { title, detail, text } }) {
    const row = fromTemplate("news");
    fill(row, { title, detail: detail ?? text ?? "", at: this.#app.format.moment(at) });
    return row;
  }
}
