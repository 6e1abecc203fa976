// Who the driver is to us: name, stars, riders they never want to see again, every phone that is signed in.

import { busy, fill, fromTemplate, notify, write } from "../app/page.js";
import { wordsOf } from "./words.js";

export class Page {
  #app;
  #view;
  #form;

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=account]");
    this.#form = this.#view.querySelector("form");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#view.querySelector("[data-everywhere]").addEventListener("click", ({ currentTarget }) => this.#leaveAll(currentTarget));
    this.#form.addEventListener("submit", (event) => this.#save(event));
  }

  async open() {
    const { session } = this.#app;
    this.#app.show("account");
    try {
      const [me, driver, { riders }] = await Promise.all(
        ["account/me", "driver/me", "driver/blocked-riders"].map((path) => session.call("GET", path)),
      );
      this.#form.full_name.value = me.full_name;
      fill(this.#view, { phone: me.phone ?? "", rating: this.#app.format.rating(driver.rating) });
      this.#list(riders);
    } catch (error) {
      this.#app.report(error);
    }
  }

  #list(riders) {
    this.#view.querySelector("[data-riders]").replaceChildren(...riders.map((rider) => this.#rider(rider)));
    this.#view.querySelector("[data-empty]").hidden = riders.length > 0;
  }

  #rider({ rider_id: id, first_name: name, since }) {
    const { format, session, text } = this.#app;
    const row = fromTemplate("blocked");
    fill(row, { name: name || text.rider, since: format.moment(since) });
    const button = row.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent}: ${name}`);
    button.addEventListener("click", async () => {
      try {
        await busy(button, () => session.call("DELETE", `driver/blocked-riders/${id}`));
        await this.open();
      } catch (error) {
        this.#app.report(error);
      }
    });
    return row;
  }

  async #save(event) {
    event.preventDefault();
    const { session, text } = this.#app;
    const error = this.#form.querySelector("[data-error]");
    write(error, "");
    try {
      const body = Object.fromEntries(new FormData(this.#form));
      await busy(this.#form.querySelector("[type=submit]"), () => session.call("PATCH", "account/me", body));
      notify(text.saved);
    } catch (trouble) {
      write(error, wordsOf(trouble, text));
    }
  }

  async #leaveAll(button) {
    const { session, text } = this.#app;
    if (!confirm(text.everywhere_sure)) return;
    try {
      await busy(button, () => session.call("POST", "account/revoke-all", {}));
      await session.signOut();
    } catch (error) {
      this.#app.report(error);
    }
  }
}
