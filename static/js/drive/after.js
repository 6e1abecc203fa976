// A ride that is over: what it brought, the rider's stars, a question to our team, never again with this rider.

import { paidFor, standing } from "../app/ending.js";
import { busy, fareLines, fill, notify, write } from "../app/page.js";
import { newKey } from "../app/session.js";
import { wordsOf } from "./words.js";

export class After {
  #app;
  #view;
  #rate;
  #ask;
  #key = newKey();
  #ride = null;
  #back = null;
  #rated = new Set(); // ids of rides, here and now: the platform may not have heard yet

  constructor(app, { over }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=done]");
    this.#rate = this.#view.querySelector("[data-rate]");
    this.#view.querySelector("[data-on]").addEventListener("click", () => this.#goOn(over));
    this.#view.querySelector("[data-back]").addEventListener("click", () => this.#back());
    this.#view.querySelector("[data-block]").addEventListener("click", ({ currentTarget }) => this.#block(currentTarget));
    this.#ask = this.#view.querySelector("[data-ask]");
    this.#ask.querySelector("form").addEventListener("submit", (event) => this.#askTeam(event));
    this.#ask.querySelector("form").addEventListener("input", () => (this.#key = newKey()));
    this.#rate.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#giveStars();
    });
  }

  show(ride, back = null) {
    const { format, text } = this.#app;
    const paid = paidFor(ride);
    this.#ride = ride;
    this.#back = back;
    fill(this.#view, {
      title: text.title[standing(ride)] ?? ride.status,
      when: format.moment(ride.requested_at, this.#app.zoneAt(ride.pickup)?.time_zone),
      pay_title: paid ? text.rider_pays : "",
      total: paid ? format.money(paid.total, paid.currency) : "",
      kept: paid ? this.#kept(ride, paid.currency) : "",
      way: [ride.pickup, ride.dropoff].map(({ label }) => label || text.point_on_map).join(" → "),
      rate_title: text.rate_rider.replace("%(name)s", ride.guest?.name || ride.rider.first_name || text.rider),
      block_about: "",
    });
    this.#view.querySelector("[data-lines]").replaceChildren(...(paid ? fareLines(paid, format) : []));
    this.#view.querySelector("[data-lines-part]").hidden = !paid;
    this.#view.querySelector("[data-back]").hidden = !back;
    this.#view.querySelector("[data-on]").hidden = Boolean(back);
    this.#rate.querySelector("[data-send-rating]").hidden = !back;
    this.#rate.reset();
    this.#ask.open = false;
    this.#rate.hidden = ride.status !== "completed" || ride.rated || this.#rated.has(ride.id);
    this.#view.querySelector("[data-block]").hidden = !ride.rider.id;
    for (const error of this.#view.querySelectorAll("[data-error]")) write(error, "");
    this.#app.show("done");
  }

  #kept({ net_minor: net, tip_minor: tip }, currency) {
    const { format, text } = this.#app;
    const words = tip ? text.kept_and_tip.replace("%(tip)s", format.minor(tip, currency)) : text.kept;
    return words.replace("%(amount)s", format.minor(net, currency));
  }

  // Stars that were chosen are meant.
  #goOn(over) {
    if (!this.#rate.hidden && this.#rate.stars.value) this.#giveStars();
    over();
  }

  // Said once; without a connection it is sent when there is one.
  #giveStars() {
    const { text, live } = this.#app;
    const given = new FormData(this.#rate);
    const data = { ride_id: this.#ride.id, stars: Number(given.get("stars")), tags: given.getAll("tags") };
    this.#rated.add(this.#ride.id);
    live.command("ride.rate", data).catch((trouble) => this.#app.report(trouble));
    this.#rate.hidden = true;
    notify(text.thanks);
  }

  async #askTeam(event) {
    event.preventDefault();
    const { session, text } = this.#app;
    const form = event.target;
    const error = form.querySelector("[data-error]");
    const body = { kind: form.kind.value, text: form.elements.text.value.trim() };
    write(error, "");
    if (!body.text) return write(error, text.say_what);
    const send = () => session.call("POST", `driver/rides/${this.#ride.id}/cases`, body, { key: this.#key });
    try {
      await busy(form.querySelector("[type=submit]"), send);
      form.reset();
      this.#ask.open = false;
      notify(text.asked);
    } catch (trouble) {
      write(error, wordsOf(trouble, text));
    }
  }

  async #block(button) {
    const { text, session } = this.#app;
    if (!confirm(text.block_sure)) return;
    try {
      const blocked = { rider_id: this.#ride.rider.id };
      await busy(button, () => session.call("POST", "driver/blocked-riders", blocked, { key: newKey() }));
      button.hidden = true;
      notify(text.blocked);
    } catch (trouble) {
      write(this.#view.querySelector("[data-done-error]"), wordsOf(trouble, text));
    }
  }
}
