// Help: the emergency number and a call to our team, in two steps; and the question whether all is well.

import { busy, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";

const PLACE_WITHIN_MS = 4_000;

export class Safety {
  #app;
  #ride;
  #dialog;
  #check;

  constructor(app, { ride }) {
    this.#app = app;
    this.#ride = ride;
    this.#dialog = app.sheet.querySelector("[data-sos-dialog]");
    this.#check = app.sheet.querySelector("[data-check-dialog]");
    app.sheet.querySelector("[data-sos]").addEventListener("click", () => this.#ask());
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", () => this.#callForHelp("ride.sos"));
    for (const answer of this.#check.querySelectorAll("[data-answer]")) {
      answer.addEventListener("click", () => this.#answer(answer));
    }
  }

  // Staff have read the call, or ended it.
  hear({ alert }) {
    const words = this.#app.text.alert[alert.status];
    if (!words) return;
    this.#say(words);
    notify(words, { kind: "warning", forMs: 15_000 });
  }

  // The car stands where it should not.
  askIfWell({ ride_id: ride }) {
    if (ride !== this.#ride()?.id || this.#check.open) return;
    write(this.#check.querySelector("[data-error]"), "");
    this.#check.showModal();
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
    if (this.#check.open) this.#check.close();
  }

  // Step one shows the number of the police at once: it works without us.
  #ask() {
    const { text } = this.#app;
    const zone = this.#app.zoneAt(this.#ride().pickup) ?? this.#app.lastZone;
    this.#offerNumber(zone.emergency, "");
    this.#say(text.sos_about);
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.querySelector("[data-confirm]").hidden = false;
    this.#dialog.showModal();
  }

  // `command` answers with the alert; `data` is what it is given besides the ride and the place.
  async #callForHelp(command, data = {}) {
    const { text, live } = this.#app;
    const button = this.#dialog.querySelector("[data-confirm]");
    const error = this.#dialog.querySelector("[data-error]");
    write(error, "");
    try {
      const place = await busy(button, () => here());
      const sent = live.command(command, { ride_id: this.#ride().id, ...data, ...place });
      this.#say(text.sos_sending);
      const { alert } = await busy(button, () => sent);
      this.#offerNumber(alert.emergency_number, alert.emergency_sms);
      this.#say(text.sos_sent);
      button.hidden = true;
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      write(error, trouble.message);
    }
  }

  #offerNumber(number, sms) {
    const { text } = this.#app;
    const call = this.#dialog.querySelector("[data-call]");
    const write_ = this.#dialog.querySelector("[data-sms]");
    call.hidden = !number;
    call.href = `tel:${number}`;
    write(call, text.call_police.replace("%(number)s", number));
    write_.hidden = !sms;
    write_.href = `sms:${sms}`;
    write(write_, text.text_police.replace("%(number)s", sms));
  }

  #say(words) {
    write(this.#dialog.querySelector("[data-f=said]"), words);
  }

  async #answer(button) {
    const answer = { answer: button.value };
    if (button.value === "help") {
      this.#check.close();
      this.#ask();
      return this.#callForHelp("ride.safety_check", answer);
    }
    try {
      await busy(button, () => this.#app.live.command("ride.safety_check", { ride_id: this.#ride().id, ...answer }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // else it is no longer asked
    }
    this.#check.close();
  }
}

// The phone's own place, or nothing: help does not wait for it.
function here() {
  return new Promise((resolve) => {
    const found = ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude });
    if (!navigator.geolocation) return resolve({});
    setTimeout(() => resolve({}), PLACE_WITHIN_MS);
    navigator.geolocation.getCurrentPosition(found, () => resolve({}), { timeout: PLACE_WITHIN_MS, maximumAge: 30_000, enableHighAccuracy: true });
  });
}
