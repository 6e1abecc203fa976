// Somebody who may not order for now: why, and one appeal.

import { busy, fill, write } from "../app/page.js";
import { Problem, newKey } from "../app/session.js";

export class Suspension {
  #app;
  #view;

  known = false; // that there is one

  constructor(app) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=suspended]");
    this.#view.querySelector("[data-appeal]").addEventListener("submit", (event) => this.#appeal(event));
  }

  // Whether there is one; it is shown then.
  async show() {
    const { suspension } = await this.#app.session.call("GET", "account/suspension");
    this.known = Boolean(suspension);
    if (suspension) this.#draw(suspension);
    return this.known;
  }

  #draw({ title, note, since, appeal }) {
    const { text, format } = this.#app;
    fill(this.#view, {
      reason: [title, note].filter(Boolean).join(" — "),
      since: text.suspended_since.replace("%(date)s", format.moment(since)),
      appeal: appeal ? [text.appeal_status[appeal.status] ?? appeal.status, appeal.answer].filter(Boolean).join(" ") : "",
    });
    this.#view.querySelector("[data-appeal]").hidden = Boolean(appeal);
    this.#view.querySelector("[data-appealed]").hidden = !appeal;
    this.#app.show("suspended");
  }

  async #appeal(event) {
    event.preventDefault();
    const error = this.#view.querySelector("[data-error]");
    const text = event.target.elements.text.value.trim();
    write(error, text ? "" : this.#app.text.text_missing);
    if (!text) return;
    try {
      await busy(event.submitter, () => this.#app.session.call("POST", "account/appeals", { text }, { key: newKey() }));
      await this.show();
    } catch (trouble) {
      if (trouble instanceof Problem) write(error, trouble.message);
      else this.#app.report(trouble);
    }
  }
}
