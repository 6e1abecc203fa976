// The zone's pauses, in force and planned: read every fifteen seconds, made and ended here.

import { copyOf } from "./desk.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";
const EVERY_MS = 15_000;

export class Pauses {
  #root;
  #box;
  #form;
  #desk;
  #text;
  #page;
  #when;
  #zone = "";
  #asked = 0;
  #timer = 0;

  constructor({ root, desk, text, page }) {
    this.#root = root;
    this.#box = root.querySelector("[data-pauses]");
    this.#form = root.querySelector("[data-pause-form]");
    this.#desk = desk;
    this.#text = text;
    this.#page = page;
    this.#form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#pause();
    });
  }

  // Times are told on the zone's own clock.
  follow({ slug, time_zone: timeZone }) {
    if (!this.#box) return;
    const language = this.#page.language === "ar" ? "ar-DZ-u-nu-latn" : this.#page.language;
    this.#when = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short", timeZone });
    this.#zone = slug;
    this.#show([]);
    this.#look();
  }

  get #note() {
    return this.#box.querySelector("[data-pauses-note]");
  }

  async #look() {
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    const found = await this.#desk.read(this.#page.pauses_url.replace("ZONE", this.#zone));
    if (asked !== this.#asked) return;
    if (found) this.#show(found.pauses);
    this.#timer = setTimeout(() => this.#look(), EVERY_MS);
  }

  #show(pauses) {
    const list = this.#box.querySelector("[data-pauses-list]");
    const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
    list.replaceChildren(...pauses.map((pause) => rows.get(pause.id) ?? this.#row(pause)));
    this.#box.querySelector("[data-pauses-empty]").hidden = pauses.length > 0;
    const now = pauses.filter((pause) => pause.in_force);
    const banner = this.#root.querySelector("[data-paused]");
    banner.hidden = now.length === 0;
    banner.querySelector("bdi").textContent = now.map(({ what, reason }) => `${what} (${reason})`).join(" · ");
  }

  #row(pause) {
    const row = copyOf("pauses");
    row.dataset.id = pause.id;
    row.querySelector("[data-what]").textContent = `${pause.what} · ${pause.reason}`;
    row.querySelector("[data-when]").textContent = this.#times(pause);
    const button = row.querySelector("button");
    button?.addEventListener("click", () => this.#resume(pause, button));
    return row;
  }

  #times({ in_force: inForce, starts_at: startsAt, ends_at: endsAt }) {
    const said = (words, moment) => words.replace("%(time)s", this.#when.format(new Date(moment)));
    const until = endsAt ? said(this.#text.paused_until, endsAt) : this.#text.until_resumed;
    return inForce ? until : `${said(this.#text.paused_from, startsAt)} ${until}`;
  }

  async #pause() {
    const what = this.#form.category.selectedOptions[0].textContent;
    const [address, form] = [this.#page.pause_url.replace("ZONE", this.#zone), new FormData(this.#form)];
    if (!(await this.#desk.ask(this.#text.confirm_pause.replace("%(what)s", what)))) return;
    const done = await this.#desk.send(address, form, { button: this.#form.querySelector("button"), note: this.#note });
    if (done) this.#form.reset();
    this.#look();
  }

  async #resume(pause, button) {
    if (!(await this.#desk.ask(this.#text.confirm_resume.replace("%(what)s", pause.what)))) return;
    await this.#desk.send(this.#page.resume_url.replace(NO_ID, pause.id), new FormData(), { button, note: this.#note });
    this.#look();
  }
}
