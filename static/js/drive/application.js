// From anybody to a driver: who they are, their vehicle, their documents, sent, decided.

import { busy, carWords, fill, write } from "../app/page.js";
import { Problem, Session, newKey } from "../app/session.js";
import { documentRow, isDone } from "./documents.js";
import { wordsOf } from "./words.js";

const PATH = "account/driver-application";
const LOOK_EVERY_MS = 20_000;
const OPEN = ["draft", "submitted"];

export class Application {
  #app;
  #stranger;
  #form;
  #view;
  #session; // they are nobody's driver yet: they apply as the rider that everybody may be
  #entered = null;
  #key = newKey();

  constructor(app) {
    this.#app = app;
    this.#session = new Session({ role: "rider", language: app.page.language });
    this.#stranger = app.sheet.querySelector("[data-view=stranger]");
    this.#form = app.sheet.querySelector("[data-apply-form]");
    this.#view = app.sheet.querySelector("[data-view=application]");
    this.#stranger.querySelector("[data-apply]").addEventListener("click", ({ currentTarget }) => this.#begin(currentTarget));
    this.#form.addEventListener("submit", (event) => this.#apply(event));
    this.#form.addEventListener("input", () => (this.#key = newKey()));
    this.#wire("submit");
    this.#wire("withdraw");
    for (const button of app.sheet.querySelectorAll("[data-drive-already]")) button.addEventListener("click", () => app.show("phone"));
    document.addEventListener("visibilitychange", () => this.#look());
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  // Somebody whose code was right and who does not drive: the code lets them in as a rider.
  offer(entered) {
    this.#entered = entered;
    this.#welcome();
  }

  // Somebody who is signed in on this phone as a rider. False when it turns out that nobody is.
  async resume() {
    if (!(await this.#session.resume())) return false;
    const application = await this.#find();
    if (application?.status === "approved") return false; // as a driver, then
    if (application) this.#show(application);
    else this.#welcome();
    return true;
  }

  #welcome() {
    write(this.#stranger.querySelector("[data-error]"), "");
    this.#app.show("stranger");
  }

  async #begin(button) {
    const error = this.#stranger.querySelector("[data-error]");
    write(error, "");
    try {
      const application = await busy(button, async () => {
        await this.#signIn();
        return this.#find();
      });
      if (application) this.#show(application);
      else await this.#showForm();
    } catch (trouble) {
      write(error, wordsOf(trouble, this.#app.text));
    }
  }

  async #signIn() {
    if (this.#session.person && !this.#entered) return;
    const { challenge_id: challenge, code } = this.#entered;
    await this.#session.verify(challenge, code);
    this.#entered = null;
  }

  async #find() {
    try {
      return await this.#session.call("GET", PATH);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  }

  #show(application) {
    const { status, reason, note, documents } = application;
    const { text } = this.#app;
    const draft = status === "draft";
    fill(this.#view, {
      title: text.application[status],
      about: text.application_about[status] ?? "",
      why: [reason, note].filter(Boolean).join(" "),
      car: carWords(application.vehicle, text),
      plate: application.vehicle.plate,
      zone: application.zone_name,
      progress: text.documents_done.replace("%(done)s", documents.filter(isDone).length).replace("%(all)s", documents.length),
    });
    this.#view.dataset.status = status;
    this.#listDocuments(OPEN.includes(status) ? documents : []);
    const bar = this.#view.querySelector("progress");
    bar.max = documents.length || 1;
    bar.value = documents.filter(isDone).length;
    this.#view.querySelector("[data-papers]").hidden = !OPEN.includes(status);
    this.#view.querySelector("[data-submit]").hidden = !draft;
    this.#view.querySelector("[data-withdraw]").hidden = !OPEN.includes(status);
    this.#view.querySelector("[data-apply-again]").hidden = OPEN.includes(status) || status === "approved";
    this.#view.querySelector("[data-drive-already]").hidden = status !== "approved";
    this.#view.querySelector("[data-apply-again]").onclick = () => this.#showForm();
    write(this.#view.querySelector(":scope > [data-error]"), "");
    this.#app.show("application", { focus: this.#app.root.dataset.shown !== "application" });
  }

  #listDocuments(slots) {
    const ways = { app: this.#app, session: this.#session, path: `${PATH}/documents`, done: () => this.#reload() };
    const asked = slots.map((slot) => documentRow({ ...slot, vehicle_id: null }, ways)); // the application knows its car
    this.#view.querySelector("[data-documents]").replaceChildren(...asked);
  }

  async #showForm() {
    const { page, text } = this.#app;
    this.#form.zone.replaceChildren(...page.zones.map(({ slug, name }) => new Option(name, slug)));
    write(this.#form.querySelector("[data-error]"), "");
    this.#app.show("apply");
    try {
      const { full_name: known } = await this.#session.call("GET", "account/me");
      this.#form.full_name.value ||= known; // what was typed meanwhile stays
    } catch (trouble) {
      write(this.#form.querySelector("[data-error]"), wordsOf(trouble, text));
    }
  }

  async #apply(event) {
    event.preventDefault();
    const error = this.#form.querySelector("[data-error]");
    write(error, "");
    const { full_name: name, zone, seats, year, ...rest } = Object.fromEntries(new FormData(this.#form));
    if (!this.#form.checkValidity()) return this.#pointOut(error);
    const body = { zone, vehicle: { ...rest, seats: Number(seats), year: Number(year) } };
    try {
      const made = await busy(this.#form.querySelector("[type=submit]"), async () => {
        await this.#session.call("PATCH", "account/me", { full_name: name });
        return this.#session.call("POST", PATH, body, { key: this.#key });
      });
      this.#show(made);
    } catch (trouble) {
      write(error, wordsOf(trouble, this.#app.text));
    }
  }

  #pointOut(error) {
    write(error, this.#app.text.fill_in_all);
    this.#form.querySelector(":invalid")?.focus();
  }

  #wire(name) {
    const button = this.#view.querySelector(`[data-${name}]`);
    button.addEventListener("click", async () => {
      if (name === "withdraw" && !confirm(this.#app.text.withdraw_sure)) return;
      try {
        this.#show(await busy(button, () => this.#session.call("POST", `${PATH}/${name}`, {})));
      } catch (trouble) {
        write(this.#view.querySelector(":scope > [data-error]"), wordsOf(trouble, this.#app.text));
      }
    });
  }

  async #reload() {
    const application = await this.#find();
    if (application) this.#show(application);
  }

  // Staff decide while they wait: look again, and leave alone who fills in a form.
  #look() {
    if (document.hidden || this.#app.root.dataset.shown !== "application") return;
    if (this.#view.dataset.status === "submitted" && !this.#view.querySelector("details[open]")) this.#reload().catch(() => {});
  }
}
