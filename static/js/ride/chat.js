// What rider and driver write to each other while the driver has the ride.

import { busy, fill, fromTemplate, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";
import { WITH_DRIVER } from "./trip.js";

export class Chat {
  #app;
  #view;
  #ride = null;
  #driver = ""; // a new driver is a new conversation
  #messages = new Map(); // by id, oldest first

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=chat]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#view.querySelector("[data-write]").addEventListener("submit", (event) => this.#write(event));
    this.#view.querySelector("[data-quick]").addEventListener("click", ({ target }) => target.value && this.#send({ quick: target.value }, target));
    app.sheet.querySelector("[data-chat-open]").addEventListener("click", () => this.open());
  }

  // Which ride it is about; null for none.
  of(ride) {
    const driver = ride && WITH_DRIVER.has(ride.status) ? `${ride.id}:${ride.driver?.person_id}` : "";
    this.#ride = driver ? ride : null;
    if (driver === this.#driver) return;
    this.#driver = driver;
    this.#messages.clear();
    this.#draw();
    if (driver) this.#load();
  }

  open() {
    fill(this.#view, { driver: this.#ride.driver.full_name });
    this.#tell("");
    document.querySelector("[data-notices]").replaceChildren(); // what they say stands below
    this.#app.show("chat", { focus: false });
    this.#draw();
    this.#view.querySelector("input").focus();
  }

  hear({ ride_id: ride, message }) {
    if (ride !== this.#ride?.id || this.#messages.has(message.id)) return;
    this.#messages.set(message.id, message);
    this.#draw();
    if (message.side === "driver" && !this.#open) notify(`${this.#ride.driver.full_name}: ${this.#wordsOf(message)}`, { forMs: 10_000 });
  }

  // A quick reply in this page's language, which may be another than the person's own.
  #wordsOf({ text, quick }) {
    return this.#view.querySelector(`[data-quick] [value="${quick}"]`)?.textContent ?? text;
  }

  get #open() {
    return this.#app.root.dataset.shown === "chat";
  }

  async #load() {
    const driver = this.#driver;
    try {
      const { results } = await this.#app.session.call("GET", `rider/rides/${this.#ride.id}/messages`);
      if (driver !== this.#driver) return;
      const since = [...this.#messages.values()];
      this.#messages.clear();
      for (const message of [...results.reverse(), ...since]) this.#messages.set(message.id, message);
      this.#draw();
    } catch (error) {
      if (this.#open) this.#app.report(error); // else it is asked for again by who opens it
    }
  }

  #draw() {
    const list = this.#view.querySelector("[data-messages]");
    const messages = [...this.#messages.values()];
    list.replaceChildren(...messages.map((message) => this.#row(message)));
    list.hidden = !messages.length;
    this.#view.querySelector("[data-empty]").hidden = Boolean(messages.length);
    list.scrollTop = list.scrollHeight;
    if (this.#open && messages.length) localStorage.setItem(this.#place, messages.at(-1).sent_at);
    this.#tellUnread(messages);
  }

  #row(message) {
    const { side, sent_at: at } = message;
    const row = fromTemplate("said");
    row.classList.toggle("said-by-me", side === "rider");
    fill(row, { text: this.#wordsOf(message), at: this.#app.format.time(at) });
    return row;
  }

  #tellUnread(messages) {
    const seen = localStorage.getItem(this.#place) ?? "";
    const unread = messages.filter(({ side, sent_at: at }) => side === "driver" && at > seen).length;
    const badge = this.#app.sheet.querySelector("[data-unread]");
    badge.hidden = !unread;
    write(badge, unread ? String(unread) : "");
    const { text } = this.#app;
    const words = unread ? text.unread.replace("%(count)s", unread) : text.message;
    this.#app.sheet.querySelector("[data-chat-open]").setAttribute("aria-label", words);
  }

  // One entry of storage, whatever the ride: the newest conversation is the only one.
  get #place() {
    return "chat-seen";
  }

  async #write(event) {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (text && (await this.#send({ text }, event.submitter))) input.value = "";
    input.focus();
  }

  async #send(what, button) {
    this.#tell("");
    const data = { ride_id: this.#ride.id, ...what };
    try {
      const { message } = await busy(button, () => this.#app.live.command("chat.send", data));
      this.#messages.set(message.id, message);
      this.#draw();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.message);
      return false;
    }
  }

  #tell(error) {
    write(this.#view.querySelector("[data-error]"), error);
  }
}
