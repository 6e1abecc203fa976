// The car in front of the rider: its code is in the address that the driver's screen shows, /ride/?car=CODE, or typed.

import { busy, fill, write } from "../app/page.js";
import { Problem } from "../app/session.js";

export class Instant {
  #app;
  #view;
  #dialog;
  #chosen;
  #code = new URLSearchParams(location.search).get("car") ?? "";

  // `chosen({code, category})` when a car is to be ordered and no other; null for any car.
  constructor(app, { chosen }) {
    this.#app = app;
    this.#chosen = chosen;
    this.#view = app.sheet.querySelector("[data-view=where]");
    this.#dialog = app.sheet.querySelector("[data-car-dialog]");
    this.#view.querySelector("[data-car-code]").addEventListener("click", () => this.#ask());
    this.#view.querySelector("[data-car-drop]").addEventListener("click", () => this.clear());
    this.#dialog.querySelector("[data-close]").addEventListener("click", () => this.#dialog.close());
    this.#dialog.querySelector("form").addEventListener("submit", (event) => this.#typed(event));
  }

  // The car of the address, once: a page loaded again asks for no car of yesterday.
  async begin() {
    this.clear();
    const code = this.#code;
    if (!code) return;
    this.#code = "";
    history.replaceState(null, "", location.pathname);
    await this.#find(code).catch((error) => this.#app.report(error));
  }

  clear() {
    this.#view.querySelector("[data-car]").hidden = true;
    this.#view.querySelector("[data-car-code]").hidden = false;
    this.#chosen(null);
  }

  #ask() {
    this.#dialog.querySelector("form").reset();
    this.#tell("");
    this.#dialog.showModal();
  }

  async #typed(event) {
    event.preventDefault();
    const code = event.target.elements.code.value.trim();
    if (!code) return this.#tell(this.#app.text.code_missing);
    try {
      await busy(event.submitter, () => this.#find(code));
      this.#dialog.close();
    } catch (error) {
      this.#tell(error instanceof Problem ? error.message : this.#app.text.unreachable);
    }
  }

  async #find(code) {
    const car = await this.#app.session.call("GET", `rider/instant-rides/${encodeURIComponent(code)}`);
    this.#show(car);
    this.#chosen({ code, category: car.category });
  }

  #show({ first_name: name, vehicle, category }) {
    const { text } = this.#app;
    const car = [vehicle && `${vehicle.make} ${vehicle.model}`, vehicle?.plate, text.category[category]];
    fill(this.#view, { car: [name, ...car].filter(Boolean).join(" · ") });
    this.#view.querySelector("[data-car]").hidden = false;
    this.#view.querySelector("[data-car-code]").hidden = true;
  }

  #tell(error) {
    write(this.#dialog.querySelector("[data-error]"), error);
  }
}
