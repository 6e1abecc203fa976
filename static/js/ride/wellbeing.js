// The question whether all is well, when the car stands where it should not; and where a call for help comes from.

import { busy, write } from "../app/page.js";
import { Problem } from "../app/session.js";

const PLACE_WITHIN_MS = 4_000;

export class Wellbeing {
  #app;
  #ride;
  #help;
  #dialog;

  // `ride()` is the ride under way; `help` calls our team.
  constructor(app, { ride, help }) {
    this.#app = app;
    this.#ride = ride;
    this.#help = help;
    this.#dialog = app.sheet.querySelector("[data-check-dialog]");
    for (const answer of this.#dialog.querySelectorAll("[data-answer]")) {
      answer.addEventListener("click", () => this.#answer(answer));
    }
  }

  ask({ ride_id: ride }) {
    if (ride !== this.#ride()?.id || this.#dialog.open) return;
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.showModal();
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  async #answer(button) {
    const answer = { answer: button.value };
    if (button.value === "help") {
      this.#dialog.close();
      this.#help.ask();
      return this.#help.call("ride.safety_check", answer);
    }
    try {
      await busy(button, () => this.#app.live.command("ride.safety_check", { ride_id: this.#ride().id, ...answer }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // else it is no longer asked
    }
    this.#dialog.close();
  }
}

// The phone's own place, or nothing: help does not wait for it.
export function here() {
  return new Promise((resolve) => {
    const found = ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude });
    if (!navigator.geolocation) return resolve({});
    setTimeout(() => resolve({}), PLACE_WITHIN_MS);
    navigator.geolocation.getCurrentPosition(found, () => resolve({}), { timeout: PLACE_WITHIN_MS, maximumAge: 30_000, enableHighAccuracy: true });
  });
}
