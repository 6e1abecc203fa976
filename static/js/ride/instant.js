// The car in front of the rider: its code is in the address that the driver's screen shows, /ride/?car=CODE.

import { fill } from "../app/page.js";

export class Instant {
  #app;
  #view;
  #code = new URLSearchParams(location.search).get("car") ?? "";

  constructor(app) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=where]");
  }

  // {code, category} of the car, null without one. A code that is no longer good is told once.
  async car() {
    if (!this.#code) return null;
    const code = this.#code;
    this.#forget();
    try {
      const car = await this.#app.session.call("GET", `rider/instant-rides/${encodeURIComponent(code)}`);
      this.#show(car);
      return { code, category: car.category };
    } catch (error) {
      this.#app.report(error);
      return null;
    }
  }

  clear() {
    this.#view.querySelector("[data-car]").hidden = true;
  }

  #show({ driver, vehicle, category }) {
    const { text } = this.#app;
    const car = [vehicle && `${vehicle.make} ${vehicle.model}`, vehicle?.plate, text.category[category]];
    fill(this.#view, { car: [driver?.first_name, ...car].filter(Boolean).join(" · ") });
    this.#view.querySelector("[data-car]").hidden = false;
  }

  // A page loaded again asks for no car of yesterday.
  #forget() {
    this.#code = "";
    history.replaceState(null, "", location.pathname);
  }
}
