// What today has brought, and how far the nearest promise is: on the page that waits for requests.

import { fill } from "../app/page.js";

const FRESH_MS = 60_000;

export class Today {
  #app;
  #part;
  #seenAt = -Infinity;

  constructor(app, part, { open }) {
    this.#app = app;
    this.#part = part;
    part.addEventListener("click", open);
  }

  // Look again at the next chance: a trip has ended.
  forget() {
    this.#seenAt = -Infinity;
  }

  async show() {
    if (performance.now() - this.#seenAt < FRESH_MS) return;
    const { session } = this.#app;
    const [earned, promised] = await Promise.all([session.call("GET", "driver/earnings"), session.call("GET", "driver/incentives")]);
    this.#seenAt = performance.now();
    this.#tell(earned);
    this.#promise(promised.current.find(({ kind, status }) => kind === "quest" && status === "running"));
    this.#part.hidden = false;
  }

  #tell({ currency, days: [today] }) {
    const { format, text } = this.#app;
    fill(this.#part, {
      today: format.minor(today.net_minor + today.tips_minor, currency),
      trips: text.trips.replace("%(count)s", format.number(today.trips)),
    });
  }

  #promise(quest) {
    const bar = this.#part.querySelector("progress");
    bar.hidden = !quest;
    const { format, text } = this.#app;
    if (quest) Object.assign(bar, { max: quest.trips_needed, value: quest.trips });
    const words = quest && text.quest_so_far.replace("%(done)s", quest.trips).replace("%(all)s", quest.trips_needed);
    fill(this.#part, { quest: quest ? `${words} · ${format.minor(quest.amount, quest.currency)}` : "" });
  }
}
