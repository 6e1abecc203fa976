// Who the rider is: the name that drivers read, the language that messages are written in, and signing out everywhere.

import { busy, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";

export class Account {
  #app;
  #form;

  constructor(app) {
    this.#app = app;
    this.#form = app.sheet.querySelector("[data-account]");
    this.#form.addEventListener("submit", (event) => this.#save(event));
    this.#form.querySelector("[data-everywhere]").addEventListener("click", ({ currentTarget }) => this.#signOutEverywhere(currentTarget));
    this.#form.querySelector("[data-back]").addEventListener("click", () => this.#back());
  }

  #back = () => {};

  async open(back) {
    this.#back = back;
    const { full_name: name, phone } = await this.#app.session.call("GET", "account/me");
    this.#form.elements.name.value = name;
    write(this.#form.querySelector("[data-f=phone]"), phone ?? "");
    this.#tell("");
    this.#app.show("account");
  }

  // Text messages and notifications are in the language of this page.
  async speak() {
    const { session, page } = this.#app;
    if (session.person.language === page.language) return;
    await session.call("PATCH", "account/me", { language: page.language });
    session.person.language = page.language;
  }

  async #save(event) {
    event.preventDefault();
    const name = this.#form.elements.name.value.trim();
    this.#tell("");
    try {
      await busy(event.submitter, () => this.#app.session.call("PATCH", "account/me", { full_name: name }));
      notify(this.#app.text.saved);
      this.#back();
    } catch (error) {
      if (error instanceof Problem) this.#tell(error.message);
      else this.#app.report(error);
    }
  }

  async #signOutEverywhere(button) {
    try {
      await busy(button, () => this.#app.session.call("POST", "account/revoke-all"));
      await this.#app.session.signOut();
    } catch (error) {
      this.#app.report(error);
    }
  }

  #tell(error) {
    write(this.#form.querySelector("[data-error]"), error);
  }
}
