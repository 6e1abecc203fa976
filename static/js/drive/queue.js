// The turn at a marked place (an airport, a station): which place, how many are before, live while on duty.

import { fill } from "../app/page.js";

const LOOK_EVERY_MS = 10_000;

export class Queue {
  #app;
  #part;
  #online = false;

  constructor(app, part) {
    this.#app = app;
    this.#part = part;
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  show({ online }) {
    this.#online = online;
    if (!online) this.#part.hidden = true;
    return this.#look();
  }

  async #look() {
    if (!this.#online || document.hidden || this.#app.root.dataset.shown !== "duty" || !navigator.onLine) return;
    try {
      this.#tell((await this.#app.session.call("GET", "driver/queue")).turn);
    } catch {
      // the next look tries again
    }
  }

  #tell(turn) {
    this.#part.hidden = !turn || !this.#online;
    if (!turn) return;
    const { text } = this.#app;
    const number = turn.position === null ? text.queue_held : text.queue_position;
    const left = Math.max(0, turn.declines_allowed - turn.declines);
    fill(this.#part, {
      place: turn.name,
      position: number.replace("%(position)s", turn.position).replace("%(waiting)s", turn.waiting),
      declines: text.queue_declines.replace("%(count)s", left),
    });
  }
}
