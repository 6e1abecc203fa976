// A ride that is over: what it cost, its receipt, the stars, a tip, and whether this driver again.

import { paidFor, standing } from "../app/ending.js";
import { busy, fareLines, fill, fromTemplate, notify, write } from "../app/page.js";
import { Problem, newKey } from "../app/session.js";

const OPEN_FOR_MS = 7 * 24 * 3_600_000; // as the platform rates and tips
const ALREADY = new Set(["already-rated", "already-tipped", "not-open-for-this"]);

export class After {
  #app;
  #view;
  #rating;
  #tip;
  #ride = null;
  #back = null;
  #given = new Set(); // what was said on this page: "rated:<ride>", "tipped:<ride>"
  #pairs = { favourite: new Set(), blocked: new Set() };
  #keys = {};

  constructor(app, { over, care }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=done]");
    this.#rating = this.#view.querySelector("[data-rating]");
    this.#tip = this.#view.querySelector("[data-tip]");
    this.#view.querySelector("[data-back]").addEventListener("click", () => this.#back());
    this.#view.querySelector("[data-again]").addEventListener("click", over);
    this.#view.querySelector("[data-lost]").addEventListener("click", () => care.lost(this.#ride, () => this.show(this.#ride, this.#back)));
    this.#view.querySelector("[data-case]").addEventListener("click", () => care.problem(this.#ride, () => this.show(this.#ride, this.#back)));
    for (const button of this.#view.querySelectorAll("[data-receipt]")) button.addEventListener("click", () => this.#openReceipt(button));
    this.#wireRating();
    this.#wireTip();
    this.#wirePairs();
  }

  // `back` leads to the list it was chosen from, null at the end of a trip.
  show(ride, back = null) {
    this.#ride = ride;
    this.#back = back;
    this.#keys = { rating: newKey(), tip: newKey() };
    this.#sayWhatItCost(ride);
    this.#offer(ride);
    this.#thank(ride.tip_minor ? this.#app.text.tip_given.replace("%(amount)s", this.#app.format.minor(ride.tip_minor, ride.fare.currency)) : "");
    this.#app.show("done");
    if (ride.driver) this.#loadPairs();
  }

  #sayWhatItCost(ride) {
    const { format, text } = this.#app;
    const paid = paidFor(ride);
    fill(this.#view, {
      title: text.title[standing(ride)] ?? ride.status,
      when: [format.moment(ride.requested_at, this.#app.zoneAt(ride.pickup)?.time_zone), ride.dropoff.label].filter(Boolean).join(" · "),
      total: paid ? format.money(paid.total, paid.currency) : "",
      fee: paid ? (text.fee_paid[standing(ride)] ?? "") : text.nothing_charged,
      rate: text.rate_driver.replace("%(name)s", firstName(ride.driver)),
    });
    this.#view.querySelector("[data-lines]").replaceChildren(...(paid ? fareLines(paid, format) : []));
    this.#view.querySelector("[data-price-details]").hidden = !paid;
    for (const button of this.#view.querySelectorAll("[data-receipt]")) button.hidden = !paid;
  }

  #offer(ride) {
    const completed = ride.status === "completed";
    const recent = completed && this.#app.live.now() - new Date(ride.completed_at) < OPEN_FOR_MS;
    this.#rating.reset();
    this.#tip.reset();
    this.#rating.hidden = !recent || ride.rated || this.#given.has(`rated:${ride.id}`);
    this.#rating.querySelector("[data-more-rating]").hidden = true;
    this.#tip.hidden = !recent || Boolean(ride.tip_minor) || this.#given.has(`tipped:${ride.id}`);
    this.#drawAmounts(ride.fare.currency);
    this.#tellAmount();
    this.#view.querySelector("[data-of-driver]").hidden = !ride.driver;
    this.#view.querySelector("[data-lost]").hidden = !completed;
    this.#view.querySelector("[data-back]").hidden = !this.#back;
    for (const form of [this.#rating, this.#tip]) this.#tell(form, "");
  }

  #wireRating() {
    this.#rating.addEventListener("change", () => this.#drawTags());
    this.#rating.addEventListener("submit", (event) => this.#rate(event));
  }

  // Praise for four stars and more, reproach for less.
  #drawTags() {
    const stars = Number(this.#rating.elements.stars.value);
    this.#rating.querySelector("[data-more-rating]").hidden = !stars;
    for (const tag of this.#rating.querySelectorAll("[data-good]")) {
      tag.hidden = (tag.dataset.good === "yes") !== stars >= 4;
      if (tag.hidden) tag.querySelector("input").checked = false;
    }
    const labels = [...this.#rating.querySelectorAll(".stars label")];
    labels.forEach((label, at) => label.classList.toggle("is-on", at < stars));
  }

  async #rate(event) {
    event.preventDefault();
    const form = new FormData(this.#rating);
    const body = { stars: Number(form.get("stars")), tags: form.getAll("tags") };
    await this.#give("rating", this.#rating, event.submitter, body, `rated:${this.#ride.id}`, this.#app.text.rated);
  }

  #wireTip() {
    this.#tip.addEventListener("change", () => this.#tellAmount());
    this.#tip.addEventListener("input", () => this.#tellAmount());
    this.#tip.addEventListener("submit", (event) => this.#giveTip(event));
  }

  #drawAmounts(currency) {
    const { format, page, text } = this.#app;
    const rows = (page.tips[currency] ?? []).map((amount) => {
      const row = fromTemplate("amount");
      row.querySelector("input").value = amount;
      fill(row, { amount: format.minor(amount, currency) });
      return row;
    });
    this.#tip.querySelector("[data-amounts]").replaceChildren(...rows);
    fill(this.#tip, { tip_label: text.tip_amount.replace("%(currency)s", currency) });
  }

  // In minor units; 0 while it is not a number.
  get #amount() {
    const chosen = this.#tip.elements.tip.value;
    if (chosen !== "other") return Number(chosen) || 0;
    const typed = Number(this.#tip.elements.amount.value.trim().replace(",", "."));
    return Number.isFinite(typed) ? Math.round(typed * 10 ** this.#app.page.digits[this.#ride.fare.currency]) : 0;
  }

  #tellAmount() {
    const { format, text } = this.#app;
    const { currency } = this.#ride.fare;
    const give = this.#tip.querySelector("[data-give]");
    this.#tip.querySelector("[data-other-amount]").hidden = this.#tip.elements.tip.value !== "other";
    give.hidden = this.#amount <= 0;
    write(give, text.give_tip.replace("%(amount)s", format.minor(Math.max(this.#amount, 0), currency)));
  }

  async #giveTip(event) {
    event.preventDefault();
    const button = event.submitter ?? this.#tip.querySelector("[data-give]");
    if (this.#amount <= 0) return;
    const { text } = this.#app;
    await this.#give("tip", this.#tip, button, { amount_minor: this.#amount }, `tipped:${this.#ride.id}`, text.tipped);
  }

  async #give(what, form, button, body, mark, thanks) {
    this.#tell(form, "");
    const options = { key: this.#keys[what] };
    try {
      await busy(button, () => this.#app.session.call("POST", `rider/rides/${this.#ride.id}/${what}`, body, options));
    } catch (error) {
      this.#keys[what] = newKey();
      if (!(error instanceof Problem)) return this.#app.report(error);
      if (!ALREADY.has(error.slug)) return this.#tell(form, this.#wordsOf(error));
      thanks = error.message;
    }
    this.#given.add(mark);
    form.hidden = true;
    this.#thank(thanks);
  }

  #wordsOf(error) {
    const { least_minor: least, most_minor: most, currency } = error.document;
    if (least === undefined) return error.message;
    const { format, text } = this.#app;
    return text.tip_bounds.replace("%(least)s", format.minor(least, currency)).replace("%(most)s", format.minor(most, currency));
  }

  #wirePairs() {
    const dialog = this.#app.sheet.querySelector("[data-block-dialog]");
    const block = this.#view.querySelector("[data-block]");
    this.#view.querySelector("[data-favourite]").addEventListener("click", ({ currentTarget }) => this.#pair("favourite", currentTarget));
    block.addEventListener("click", () => (this.#is("blocked") ? this.#pair("blocked", block) : dialog.showModal()));
    dialog.querySelector("[data-confirm]").addEventListener("click", () => {
      dialog.close();
      this.#pair("blocked", block);
    });
  }

  #is(kind) {
    return this.#pairs[kind].has(this.#ride.driver?.driver_id);
  }

  async #loadPairs() {
    this.#drawPairs();
    try {
      const lists = await Promise.all(["favourite", "blocked"].map((kind) => this.#app.session.call("GET", `rider/${kind}-drivers`)));
      const [favourite, blocked] = lists.map(({ drivers }) => new Set(drivers.map(({ driver_id: id }) => id)));
      this.#pairs = { favourite, blocked };
      this.#drawPairs();
    } catch (error) {
      if (error instanceof TypeError) throw error; // without network the buttons still say what was known
    }
  }

  #drawPairs() {
    this.#view.querySelector("[data-favourite]").setAttribute("aria-pressed", String(this.#is("favourite")));
    this.#view.querySelector("[data-block]").setAttribute("aria-pressed", String(this.#is("blocked")));
  }

  // Say it, or take it back.
  async #pair(kind, button) {
    const { session, text } = this.#app;
    const id = this.#ride.driver.driver_id;
    const address = `rider/${kind}-drivers`;
    const was = this.#is(kind);
    try {
      if (was) await busy(button, () => session.call("DELETE", `${address}/${id}`));
      else await busy(button, () => session.call("POST", address, { driver_id: id }, { key: newKey() }));
      was ? this.#pairs[kind].delete(id) : this.#pairs[kind].add(id);
      this.#drawPairs();
      notify(text[`${kind}_${was ? "off" : "on"}`]);
    } catch (error) {
      this.#app.report(error);
    }
  }

  async #openReceipt(button) {
    const kind = button.dataset.receipt;
    const page = window.open("", "_blank"); // now, while it is the tap that opens it
    try {
      const receipt = await busy(button, () => this.#app.session.call("GET", `rider/rides/${this.#ride.id}/receipt.${kind}`));
      const address = URL.createObjectURL(receipt);
      if (page) page.location.href = address;
      else location.href = address;
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      page?.close();
      if (error instanceof Problem && error.status === 503) notify(this.#app.text.receipt_later);
      else this.#app.report(error);
    }
  }

  #thank(words) {
    const place = this.#view.querySelector("[data-thanks]");
    place.hidden = !words;
    write(place, words);
  }

  #tell(form, error) {
    write(form.querySelector("[data-error]"), error);
  }
}

function firstName(driver) {
  return driver?.full_name.split(" ")[0] ?? "";
}
