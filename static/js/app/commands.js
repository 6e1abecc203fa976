// What somebody told the server to do and it has not acknowledged, oldest first. The tabs of a person share it: one entry
// of storage a command, so that no tab overwrites another's, and a lock, so that one at a time sends. A phone that dies
// forgets nothing; a command sent twice all the same is done once, by its id.

// There is no way to the server now. The command waits.
export class NoWay extends Error {}

export class Commands extends EventTarget {
  // Emits "pending" {count}, and "refused" (a problem's document) for a command that nobody on this page waits for.

  #deliver;
  #place = "";
  #sending = false;
  #given = 0;
  #waiting = new Map(); // id → {resolve, reject}: what this page is to be told
  #answers = new BroadcastChannel("commands");

  // `deliver(command)` resolves with the ack {ok, data, problem} or throws NoWay.
  constructor(deliver) {
    super();
    this.#deliver = deliver;
    this.#answers.onmessage = ({ data }) => this.#settle(data);
    addEventListener("storage", ({ key }) => this.#place && key?.startsWith(this.#place) && this.#tellPending());
  }

  // Commands are kept under `place`, which is the person's own.
  open(place) {
    this.#place = `${place}:`;
    this.#tellPending();
  }

  close() {
    this.#place = "";
  }

  // Resolves with what the command answers; rejects with the problem's document.
  add(command) {
    const order = `${String(Date.now()).padStart(15, "0")}-${String((this.#given += 1)).padStart(6, "0")}`;
    localStorage.setItem(`${this.#place}${order}-${command.id}`, JSON.stringify(command));
    this.#tellPending();
    const done = new Promise((resolve, reject) => this.#waiting.set(command.id, { resolve, reject }));
    this.send();
    return done;
  }

  // Deliver what waits, until nothing does or there is no way.
  async send() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#place && this.#keys.length) await navigator.locks.request(this.#place, () => this.#sendFirst());
    } catch (error) {
      if (!(error instanceof NoWay)) throw error;
    } finally {
      this.#sending = false;
    }
  }

  async #sendFirst() {
    const [key] = this.#keys;
    if (!key) return; // another tab was first
    const command = JSON.parse(localStorage.getItem(key));
    const { ok, data, problem } = await this.#deliver(command);
    localStorage.removeItem(key);
    this.#tellPending();
    const answer = { id: command.id, ok, data, problem };
    this.#answers.postMessage(answer);
    if (!this.#settle(answer) && !ok) this.#emit("refused", problem);
  }

  #settle({ id, ok, data, problem }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (ok) waiting?.resolve(data);
    else waiting?.reject(problem);
    return Boolean(waiting);
  }

  get #keys() {
    return this.#place ? Object.keys(localStorage).filter((key) => key.startsWith(this.#place)).sort() : [];
  }

  #tellPending() {
    this.#emit("pending", { count: this.#keys.length });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
