// The live line of a signed-in person (docs/api/realtime.md): one websocket, resumed where it broke; commands that are
// sent until they are acknowledged, in order, with the time at which they were given; positions, newest only.

import { Commands, NoWay } from "./commands.js";
import { Problem, Unreachable, newKey } from "./session.js";

const PING_EVERY_MS = 20_000;
const FIRST_PING_MS = 3_000; // soon, to learn how fast the city's clock runs
const SILENT_AFTER_MS = 45_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const WITHOUT_SOCKET_MS = 4_000; // then commands go over REST
const REPLACED = 4409;

export class Live extends EventTarget {
  // Emits "state" {name: connecting|open|offline|replaced|ended, retryAt?}, "event" {event, data, at},
  // "location" (the frame), "problem" (a document), "pending" {count}: commands on their way.

  #session;
  #socket = null;
  #running = false;
  #connecting = false;
  #attempts = 0;
  #heardAt = 0;
  #timers = {};
  #topics = new Set();
  #commands = new Commands((command) => this.#deliver(command));
  #onItsWay = null; // {id, resolve, reject}: the command that this socket carries
  #overRest = false; // the socket is away for too long
  #seq = null; // of the last event this tab has seen
  #clock = { city: Date.now(), heardAt: performance.now(), rate: 1 }; // the last time the server told, and its speed

  constructor(session) {
    super();
    this.#session = session;
    this.#commands.addEventListener("pending", ({ detail }) => this.#emit("pending", detail));
    this.#commands.addEventListener("refused", ({ detail }) => this.#emit("problem", detail));
    addEventListener("online", () => this.retryNow());
    addEventListener("offline", () => this.#drop());
  }

  start() {
    this.#running = true;
    this.#seq = load(this.#place("seq"), null);
    this.#commands.open(this.#place("commands"));
    this.connect();
  }

  stop() {
    this.#running = false;
    this.#topics.clear();
    this.#commands.close();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#drop({ again: false });
  }

  // City time now: the server's, which a simulation may run faster.
  now() {
    const { city, heardAt, rate } = this.#clock;
    return new Date(city + (performance.now() - heardAt) * rate);
  }

  retryNow() {
    if (!this.#running || this.#socket?.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#timers.retry);
    this.#attempts = 0;
    this.connect();
  }

  follow(topic) {
    if (this.#topics.has(topic)) return;
    this.#topics.add(topic);
    this.#send({ type: "subscribe", id: newKey(), topic });
  }

  unfollow(topic) {
    if (this.#topics.delete(topic)) this.#send({ type: "unsubscribe", id: newKey(), topic });
  }

  // Resolves with what the command answers; rejects with the Problem. Until one of them it waits, over any outage.
  command(name, data = {}) {
    const command = { id: newKey(), command: name, data, at: this.now().toISOString() };
    return this.#commands.add(command).catch((problem) => {
      throw new Problem(problem.status, problem);
    });
  }

  // The newest position; nothing is kept of one that cannot leave now.
  tellPosition(position) {
    return this.#send({ type: "location", ...position });
  }

  async connect() {
    if (!this.#running || this.#connecting) return;
    this.#connecting = true;
    this.#say("connecting");
    this.#expectSocket();
    try {
      const { ticket, url } = await this.#session.call("POST", "account/ticket", {});
      this.#open(url, ticket);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#say("ended");
      else this.#retryLater();
    } finally {
      this.#connecting = false;
    }
  }

  #open(url, ticket) {
    const socket = new WebSocket(url, ["superapp.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#closed(code);
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => this.#beat(), PING_EVERY_MS);
  }

  #closed(code) {
    this.#socket = null;
    this.#lostSocket();
    if (code === REPLACED) this.#say("replaced");
    else this.#retryLater();
  }

  #beat() {
    if (performance.now() - this.#heardAt > SILENT_AFTER_MS) this.#drop();
    else this.#send({ type: "ping" });
  }

  // Let go of a socket that nobody answers on: its own close would wait for the other side.
  #drop({ again = true } = {}) {
    const dead = this.#socket;
    this.#socket = null;
    this.#lostSocket();
    dead?.close();
    if (again && this.#running) this.#retryLater();
  }

  #lostSocket() {
    clearInterval(this.#timers.ping);
    this.#onItsWay?.reject(new NoWay());
    this.#onItsWay = null;
    if (this.#running) this.#expectSocket();
  }

  #receive(frame) {
    this.#heardAt = performance.now();
    if (frame.server_time) this.#hearTime(new Date(frame.server_time).getTime());
    if (frame.type === "welcome") this.#welcome();
    else if (frame.type === "ack") this.#acknowledged(frame);
    else if (frame.type === "event") this.#event(frame);
    else if (frame.type === "location") this.#emit("location", frame);
    else if (frame.type === "problem") this.#emit("problem", frame.problem);
  }

  // In a simulated city time runs faster: two readings tell how fast.
  #hearTime(city) {
    const before = this.#clock;
    const heardAt = performance.now();
    const passed = heardAt - before.heardAt;
    const rate = passed > 2_000 && before.heard ? (city - before.city) / passed : before.rate;
    this.#clock = { city, heardAt, rate: Math.max(rate, 0), heard: true };
  }

  #welcome() {
    this.#attempts = 0;
    clearTimeout(this.#timers.rest);
    this.#overRest = false;
    const seen = this.#seq;
    this.#send({ type: "subscribe", id: newKey(), topic: "me", ...(seen !== null && { resume_from: seen }) });
    for (const topic of this.#topics) this.#send({ type: "subscribe", id: newKey(), topic });
    this.#timers.time = setTimeout(() => this.#send({ type: "ping" }), FIRST_PING_MS);
    this.#say("open");
    this.#commands.send();
  }

  #event({ seq, event, data, at }) {
    this.#emit("event", { event, data, at });
    this.#seq = seq;
    store(this.#place("seq"), seq);
  }

  #acknowledged({ id, ok, data, problem }) {
    if (this.#onItsWay?.id !== id) return;
    this.#onItsWay.resolve({ ok, data, problem });
    this.#onItsWay = null;
  }

  #deliver(command) {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#overSocket(command);
    if (this.#overRest) return this.#deliverOverRest(command);
    this.#expectSocket();
    throw new NoWay();
  }

  #overSocket(command) {
    return new Promise((resolve, reject) => {
      this.#onItsWay = { id: command.id, resolve, reject };
      this.#send({ type: "command", ...command });
    });
  }

  #expectSocket() {
    clearTimeout(this.#timers.rest);
    this.#timers.rest = setTimeout(() => {
      this.#overRest = true;
      this.#commands.send();
    }, WITHOUT_SOCKET_MS);
  }

  async #deliverOverRest(command) {
    try {
      return await this.#session.call("POST", `${this.#session.role}/commands`, command, { key: command.id });
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Problem)) throw error;
      const refused = error instanceof Problem && error.status < 500 && ![401, 429].includes(error.status);
      if (refused) return { ok: false, problem: error.document };
      this.#expectSocket();
      throw new NoWay();
    }
  }

  #retryLater() {
    const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempts);
    const wait = ceiling * (0.5 + Math.random() / 2); // a thousand phones do not come back in the same instant
    this.#attempts += 1;
    this.#say("offline", { retryAt: Date.now() + wait });
    clearTimeout(this.#timers.retry);
    this.#timers.retry = setTimeout(() => this.connect(), wait);
  }

  #send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #place(name) {
    return `live:${this.#session.role}:${this.#session.person.id}:${name}`;
  }

  #say(name, more = {}) {
    this.#emit("state", { name, ...more });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function load(place, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function store(place, value) {
  localStorage.setItem(place, JSON.stringify(value));
}
