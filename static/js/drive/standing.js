// A suspension: why, since when, and the one appeal against it.

import { busy, fill, write } from "../app/page.js";
import { newKey } from "../app/session.js";
import { wordsOf } from "./words.js";

export class Standing {
  #app;
  #part;
  #form;
  #key = newKey();

  constructor(app, part) {
    this.#app = app;
    this.#part = part;
    this.#form = part.querySelector("form");
    this.#form.addEventListener("submit", (event) => this.#appeal(event));
    this.#form.addEventListener("input", () => (this.#key = newKey()));
  }

  async show({ status }) {
    if (status !== "suspended") {
      this.#part.hidden = true;
      return;
    }
    const { suspension } = await this.#app.session.call("GET", "driver/appeals");
    this.#part.hidden = !suspension;
    if (suspension) this.#tell(suspension);
  }

  #tell({ title, note, since, appeal }) {
    const { format, text } = this.#app;
    fill(this.#part, {
      why: [title, note].filter(Boolean).join(" · "),
      since: text.suspended_since.replace("%(day)s", format.moment(since)),
      appeal: appeal ? text.appeal[appeal.status] : "",
      said: appeal?.text ?? "",
      answer: appeal?.answer ?? "",
    });
    this.#form.hidden = Boolean(appeal);
  }

  async #appeal(event) {
    event.preventDefault();
    const error = this.#form.querySelector("[data-error]");
    const text = this.#form.text.value.trim();
    write(error, "");
    if (!text) return write(error, this.#app.text.appeal_empty);
    const send = () => this.#app.session.call("POST", "driver/appeals", { text }, { key: this.#key });
    try {
      await busy(this.#form.querySelector("[type=submit]"), send);
      await this.show({ status: "suspended" });
    } catch (trouble) {
      write(error, wordsOf(trouble, this.#app.text));
    }
  }
}
