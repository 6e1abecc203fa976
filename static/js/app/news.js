// News as short messages over the page. What came while nobody looked is one line: its place is in the menu.

import { notify } from "./page.js";

const LATE_MS = 60_000;
const SHOWN_MS = 15_000;
const ONCE_A_MS = 10_000;

export class News {
  #app;
  #said = new Set(); // ids, of what is told once however often it comes
  #lateSaidAt = -ONCE_A_MS;

  constructor(app) {
    this.#app = app;
  }

  // `at` is when it was told; `id` names what it says, where more than one event says it.
  tell(words, { at, id = "", kind = "info" }) {
    if (!words || this.#said.has(id)) return;
    if (id) this.#said.add(id);
    if (this.#app.live.now() - new Date(at) > LATE_MS) this.#tellLate();
    else notify(words, { kind, forMs: SHOWN_MS });
  }

  // What our team has answered, or gives back: a case tells of each of its changes.
  tellCase({ id, messages, adjustment }, { at, answered, given }) {
    const said = messages.at(-1);
    if (said?.author === "staff") this.tell(answered, { at, id: said.id });
    if (adjustment) this.tell(given(adjustment), { at, id: `given:${id}` });
  }

  #tellLate() {
    const now = performance.now();
    if (now - this.#lateSaidAt < ONCE_A_MS) return;
    this.#lateSaidAt = now;
    notify(this.#app.text.news_late);
  }
}
