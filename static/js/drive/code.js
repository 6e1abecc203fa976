// My code: a rider who stands at the car scans it and rides at once, without a search.

import { fill } from "../app/page.js";
import { wordsOf } from "./words.js";

const RENEW_MS = 60_000;
const AGAIN_MS = 15_000; // where it could not be had

export class Page {
  #app;
  #view;
  #timer = 0;
  #address = "";

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=code-of-mine]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    app.addEventListener("shown", ({ detail }) => detail.name === "code-of-mine" || this.#leave());
  }

  async open() {
    this.#app.show("code-of-mine");
    await this.#renew();
  }

  async #renew() {
    clearTimeout(this.#timer);
    const { session, text, format } = this.#app;
    const picture = this.#view.querySelector("img");
    let again = AGAIN_MS;
    try {
      const { code, expires_at: until, svg } = await session.call("GET", "driver/qr");
      this.#draw(picture, svg);
      fill(this.#view, { code, until: text.until_time.replace("%(time)s", format.time(until)), error: "" });
      again = RENEW_MS;
    } catch (trouble) {
      picture.hidden = true;
      fill(this.#view, { code: "", until: "", error: wordsOf(trouble, text) });
    }
    if (this.#app.root.dataset.shown === "code-of-mine") this.#timer = setTimeout(() => this.#renew(), again);
  }

  #draw(picture, svg) {
    URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    picture.src = this.#address;
    picture.hidden = false;
  }

  #leave() {
    clearTimeout(this.#timer);
  }
}
