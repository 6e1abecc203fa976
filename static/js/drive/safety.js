// Help: the number of the police, which works without us, and a call to our team with the car's place, in two steps.

import { busy, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";

export class Safety {
  #app;
  #ride;
  #here;
  #dialog;

  // `ride()` is the ride under way, `here()` where the car is.
  constructor(app, { ride, here }) {
    this.#app = app;
    this.#ride = ride;
    this.#here = here;
    this.#dialog = app.sheet.querySelector("[data-sos-dialog]");
    app.sheet.querySelector("[data-sos]").addEventListener("click", () => this.#ask());
    this.#dialog.querySelector("[data-confirm]").addEventListener("click", (event) => this.#call(event.currentTarget));
  }

  // Staff have read the call, or ended it.
  hear({ alert }) {
    const words = this.#app.text.alert[alert.status];
    if (!words) return;
    this.#say(words);
    notify(words, { kind: "warning", forMs: 15_000 });
  }

  #ask() {
    const zone = this.#app.zoneAt(this.#ride().pickup) ?? this.#app.lastZone;
    this.#offerNumber(zone.emergency ?? "", "");
    this.#say(this.#app.text.sos_about);
    write(this.#dialog.querySelector("[data-error]"), "");
    this.#dialog.querySelector("[data-confirm]").hidden = false;
    this.#dialog.showModal();
  }

  async #call(button) {
    const { text, live } = this.#app;
    write(this.#dialog.querySelector("[data-error]"), "");
    try {
      const sent = live.command("ride.sos", { ride_id: this.#ride().id, ...this.#here() });
      this.#say(text.sos_sending);
      const { alert } = await busy(button, () => sent);
      this.#offerNumber(alert.emergency_number, alert.emergency_sms);
      this.#say(text.sos_sent);
      button.hidden = true;
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      write(this.#dialog.querySelector("[data-error]"), trouble.message);
    }
  }

  #offerNumber(number, sms) {
    const { text } = this.#app;
    for (const [name, way, to, words] of [["call", "tel", number, text.call_police], ["sms", "sms", sms, text.text_police]]) {
      const link = this.#dialog.querySelector(`[data-${name}]`);
      link.hidden = !to;
      link.href = `${way}:${to}`;
      write(link, words.replace("%(number)s", to));
    }
  }

  #say(words) {
    write(this.#dialog.querySelector("[data-f=said]"), words);
  }
}
