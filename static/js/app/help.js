// Help: the number of the police, which works without us, and a call to our team with one's place, in two steps.

import { busy, notify, write } from "./page.js";
import { Problem } from "./session.js";

export class Help {
  #app;
  #ride;
  #here;
  #dialog;

  // `ride()` is the ride under way; `here()` where one is, as {lat, lng} or nothing, at once or promised.
  constructor(app, { ride, here }) {
    this.#app = app;
    this.#ride = ride;
    this.#here = here;
    this.#dialog = app.sheet.querySelector("[data-sos-dialog]");
    app.sheet.querySelector("[data-sos]").addEventListener("click", () => this.ask());
    this.#part("confirm").addEventListener("click", () => this.call());
  }

  // Staff have read the call, or ended it.
  hear({ alert }) {
    const words = this.#app.text.alert[alert.status];
    if (!words) return;
    this.#say(words);
    notify(words, { kind: "warning", forMs: 15_000 });
  }

  // Step one shows the number at once.
  ask() {
    const zone = this.#app.zoneAt(this.#ride().pickup) ?? this.#app.lastZone;
    this.#offerNumbers(zone?.emergency ?? "", "");
    this.#say(this.#app.text.sos_about);
    write(this.#part("error"), "");
    this.#part("confirm").hidden = false;
    this.#dialog.showModal();
  }

  // Step two. `command` answers with the alert; `data` is what it is given besides the ride and the place.
  async call(command = "ride.sos", data = {}) {
    const { text, live } = this.#app;
    const button = this.#part("confirm");
    if (button.disabled) return; // a call is on its way
    write(this.#part("error"), "");
    try {
      const place = await busy(button, async () => this.#here());
      const sent = live.command(command, { ride_id: this.#ride().id, ...data, ...place });
      this.#say(text.sos_sending);
      const { alert } = await busy(button, () => sent);
      this.#offerNumbers(alert.emergency_number, alert.emergency_sms);
      this.#say(text.sos_sent);
      button.hidden = true;
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      write(this.#part("error"), trouble.message);
    }
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  #offerNumbers(call, sms) {
    const { text } = this.#app;
    for (const [name, way, number, words] of [["call", "tel", call, text.call_police], ["sms", "sms", sms, text.text_police]]) {
      const link = this.#part(name);
      link.hidden = !number;
      link.href = `${way}:${number}`;
      write(link, words.replace("%(number)s", number));
    }
  }

  #say(words) {
    write(this.#dialog.querySelector("[data-f=said]"), words);
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-${name}]`);
  }
}
