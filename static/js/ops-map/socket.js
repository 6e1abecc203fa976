// The live connection: a single-use ticket from the page's own session, one topic, ping, and reconnection.

const PING_EVERY_MS = 20_000;
const SILENT_AFTER_MS = 45_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const REPLACED = 4409; // this person opened the map too often: coming back would only throw out another page

export class LiveSocket extends EventTarget {
  // Emits "state" {name, retryAt?} with name connecting|open|reconnecting|offline|refused|replaced, and "snapshot" (the frame).

  #ticketUrl;
  #csrf;
  #topic;
  #socket = null;
  #connecting = false;
  #attempts = 0;
  #heardAt = 0;
  #timers = { retry: 0, ping: 0 };

  constructor({ ticketUrl, csrf, topic }) {
    super();
    this.#ticketUrl = ticketUrl;
    this.#csrf = csrf;
    this.#topic = topic;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.#drop());
  }

  retryNow() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#timers.retry);
    this.#attempts = 0;
    this.connect();
  }

  follow(topic) {
    const left = this.#topic;
    this.#topic = topic;
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#send({ type: "unsubscribe", id: frameId(), topic: left });
    this.#send({ type: "subscribe", id: frameId(), topic });
  }

  async connect() {
    if (this.#connecting) return;
    this.#connecting = true;
    this.#announce("connecting");
    try {
      const { ticket, url } = await this.#ticket();
      this.#open(url, ticket);
    } catch (error) {
      if (error instanceof Refused) this.#announce("refused");
      else this.#retryLater();
    } finally {
      this.#connecting = false;
    }
  }

  async #ticket() {
    const answer = await fetch(this.#ticketUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.#csrf, Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) throw new Refused();
    if (!answer.ok) throw new Error(`ticket: ${answer.status}`);
    return answer.json();
  }

  #open(url, ticket) {
    const socket = new WebSocket(url, ["superapp.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      clearInterval(this.#timers.ping);
      if (code === REPLACED) this.#announce("replaced");
      else this.#retryLater();
    };
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => this.#beat(), PING_EVERY_MS);
  }

  #beat() {
    if (performance.now() - this.#heardAt > SILENT_AFTER_MS) this.#drop();
    else this.#send({ type: "ping" });
  }

  // Let go of a socket that nobody answers on. Its own close would wait for the other side.
  #drop() {
    const dead = this.#socket;
    this.#socket = null;
    clearInterval(this.#timers.ping);
    dead?.close();
    this.#retryLater();
  }

  #receive(frame) {
    this.#heardAt = performance.now();
    if (frame.type === "welcome") this.#send({ type: "subscribe", id: frameId(), topic: this.#topic });
    if (frame.type === "ack" && !frame.ok) this.#announce("refused", { detail: frame.problem?.title });
    if (frame.type === "snapshot" && frame.topic === this.#topic) {
      this.#attempts = 0;
      this.#announce("open");
      this.dispatchEvent(new CustomEvent("snapshot", { detail: frame }));
    }
  }

  #retryLater() {
    const wait = backoff(this.#attempts);
    this.#attempts += 1;
    this.#announce(navigator.onLine && this.#attempts < 4 ? "reconnecting" : "offline", { retryAt: Date.now() + wait });
    clearTimeout(this.#timers.retry);
    this.#timers.retry = setTimeout(() => this.connect(), wait);
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #announce(name, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { name, ...more } }));
  }
}

class Refused extends Error {}

// Full jitter in the upper half: a thousand pages that lost one server do not come back in the same instant.
function backoff(attempts, random = Math.random) {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts);
  return ceiling * (0.5 + random() / 2);
}

function frameId() {
  return Math.random().toString(36).slice(2, 12);
}
