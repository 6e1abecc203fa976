// What rider and driver write to each other while the driver has the ride.

import { busy, fill, fromTemplate, notify, write } from "./page.js";
import { Problem } from "./session.js";

export class Chat {
  #app;
  #about;
  #view;
  #with = null; // {key, ride, name}: another key is another conversation
  #messages = new Map(); // by id, oldest first

  // `about(ride)` is {key, name} of the conversation that a ride has now: whose it is; null when it has none.
  constructor(app, { about, back }) {
    this.#app = app;
    this.#about = about;
    this.#view = app.sheet.querySelector("[data-view=chat]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#view.querySelector("[data-write]").addEventListener("submit", (event) => this.#write(event));
    this.#view.querySelector("[data-quick]").addEventListener("click", ({ target }) => target.value && this.#send({ quick: target.value }, target));
    app.sheet.querySelector("[data-chat-open]").addEventListener("click", () => this.open());
  }

  // Which ride it is about; null for none. True when a conversation that is open has ended.
  of(ride) {
    const about = ride && this.#about(ride);
    const ended = this.#open && !about;
    const other = about?.key !== this.#with?.key;
    this.#with = about && { ...about, ride: ride.id };
    if (!other) return ended;
    this.#messages.clear();
    this.#draw();
    if (about) this.#load();
    return ended;
  }

  open() {
    if (!this.#with) return;
    fill(this.#view, { other: this.#with.name });
    this.#tell("");
    document.querySelector("[data-notices]").replaceChildren(); // what they say stands below
    this.#app.show("chat", { focus: false });
    this.#draw();
    this.#view.querySelector("input").focus();
  }

  hear({ ride_id: ride, message }) {
    if (ride !== this.#with?.ride || this.#messages.has(message.id)) return;
    this.#messages.set(message.id, message);
    this.#draw();
    if (!this.#isMine(message) && !this.#open) notify(`${this.#with.name}: ${this.#wordsOf(message)}`, { forMs: 10_000 });
  }

  // A quick reply in this page's language, which may be another than the person's own.
  #wordsOf({ text, quick }) {
    const button = quick && this.#view.querySelector(`[data-quick] [value="${quick}"]`);
    return button?.textContent || text;
  }

  get #open() {
    return this.#app.root.dataset.shown === "chat";
  }

  #isMine({ side }) {
    return side === this.#app.session.role;
  }

  async #load() {
    const { key, ride } = this.#with;
    try {
      const { results } = await this.#app.session.call("GET", `${this.#app.session.role}/rides/${ride}/messages`);
      if (key !== this.#with?.key) return;
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
    const row = fromTemplate("said");
    row.classList.toggle("said-by-me", this.#isMine(message));
    fill(row, { text: this.#wordsOf(message), at: this.#app.format.time(message.sent_at) });
    return row;
  }

  #tellUnread(messages) {
    const seen = localStorage.getItem(this.#place) ?? "";
    const unread = messages.filter((message) => !this.#isMine(message) && message.sent_at > seen).length;
    const badge = this.#app.sheet.querySelector("[data-unread]");
    badge.hidden = !unread;
    write(badge, unread ? String(unread) : "");
    const { text } = this.#app;
    const words = unread ? text.unread.replace("%(count)s", unread) : text.message;
    this.#app.sheet.querySelector("[data-chat-open]").setAttribute("aria-label", words);
  }

  // One entry of storage a role, whatever the ride: the newest conversation is the only one.
  get #place() {
    return `chat-seen:${this.#app.session.role}`;
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
    const data = { ride_id: this.#with.ride, ...what };
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
