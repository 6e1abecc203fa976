// From a trip's places to an ordered ride: prices that are kept until they expire, and how it is ordered.

import { busy, fareLines, fill, fromTemplate, write } from "../app/page.js";
import { Problem, Unreachable, newKey } from "../app/session.js";

const RENEW_BEFORE_MS = 5_000;

export class Booking {
  #app;
  #route;
  #terms; // when, and for whom
  #ordered;
  #refused;
  #prices;
  #places = null;
  #zone = null;
  #car = null; // the one the rider stands in front of: {code, category}
  #quotes = [];
  #key = "";
  #promo = "";
  #renewal = 0;

  // `refused(problem)` may answer a refusal in its own way: true when it did.
  constructor(app, { route, terms, ordered, refused }) {
    this.#app = app;
    this.#route = route;
    this.#terms = terms;
    this.#ordered = ordered;
    this.#refused = refused;
    this.#prices = app.sheet.querySelector("[data-view=prices]");
    this.#prices.querySelector("[data-back]").addEventListener("click", () => this.#backToPlaces());
    this.#prices.querySelector("[data-request]").addEventListener("click", (event) => this.#request(event.currentTarget));
    this.#prices.querySelector("[data-prices]").addEventListener("change", () => this.#tellChoice());
    this.#prices.querySelector("[data-promo]").addEventListener("submit", (event) => this.#usePromo(event));
    terms.addEventListener("change", () => this.#termsChanged());
    app.map?.addEventListener("move", ({ detail }) => this.#showZoneAt(detail));
  }

  begin() {
    this.clear();
    this.#route.edit({
      title: this.#app.text.where_to,
      go: this.#app.text.see_prices,
      done: (places, button) => this.#quote(places, button),
    });
    this.#startWhereTheyAre();
  }

  // Order this car and no other; null for any car.
  takeCar(car) {
    this.#car = car;
  }

  clear() {
    clearTimeout(this.#renewal);
    this.#promo = "";
    this.#prices.querySelector("[data-promo]").reset();
    this.#terms.clear();
    this.#route.clear();
    this.#app.map?.setCar(null);
  }

  #quote(places, button) {
    this.#places = places;
    return this.#askPrices({ button });
  }

  async #askPrices({ button = this.#prices.querySelector("[data-request]"), news = "" } = {}) {
    try {
      this.#showPrices(await busy(button, () => this.#quotesOf(this.#promo)));
      write(this.#prices.querySelector("[data-error]"), news);
    } catch (error) {
      this.#backToPlaces(error);
    }
  }

  async #quotesOf(promo) {
    const { pickup, stops, dropoff } = this.#places;
    const body = { pickup: point(pickup), dropoff: point(dropoff), promo_code: promo };
    if (stops.length) body.stops = stops.map(point);
    if (this.#terms.at) body.scheduled_at = this.#terms.at;
    if (this.#car?.category) body.category = this.#car.category;
    return this.#app.session.call("POST", "rider/quotes", body);
  }

  #usePromo(event) {
    event.preventDefault();
    return this.#again(event.submitter, event.target.code.value.trim());
  }

  async #termsChanged() {
    const done = await this.#again(this.#prices.querySelector("[data-request]"), this.#promo);
    if (!done) this.#terms.undo();
  }

  // Other terms: the price may be another. If there is none, what was chosen before stays, and this is false.
  async #again(button, promo) {
    const error = this.#prices.querySelector("[data-error]");
    write(error, "");
    try {
      this.#showPrices(await busy(button, () => this.#quotesOf(promo)));
      this.#promo = promo;
      return true;
    } catch (trouble) {
      if (trouble instanceof Problem) write(error, trouble.message);
      else this.#app.report(trouble);
      return false;
    }
  }

  // Paused categories are listed too, with why and until when.
  #showPrices({ quotes, unavailable }) {
    const { format, text, map } = this.#app;
    const chosen = this.#chosen?.category;
    this.#quotes = quotes;
    const list = this.#prices.querySelector("[data-prices]");
    list.replaceChildren(...quotes.map((quote) => this.#priceRow(quote)), ...unavailable.map((paused) => this.#pausedRow(paused)));
    const kept = quotes.findIndex(({ category }) => category === chosen);
    list.querySelectorAll("input")[Math.max(kept, 0)].checked = true;
    const [{ distance_m: metres, duration_s: seconds, eta_source: source, expires_at: until }] = quotes;
    const estimate = ["builtin", "learned"].includes(source) ? text.estimate : "";
    fill(this.#prices, { summary: `${format.distance(metres)} · ${format.duration(seconds)}`, estimate });
    write(this.#prices.querySelector("[data-error]"), "");
    this.#terms.zone = this.#app.zoneAt(this.#places.pickup) ?? this.#app.lastZone;
    this.#terms.draw({ allowed: !this.#car });
    this.#tellChoice();
    this.#app.show("prices", { focus: this.#app.root.dataset.shown !== "prices" });
    map?.showRoute(this.#route.all.map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit(this.#route.all);
    this.#renewBefore(until);
  }

  #priceRow(quote) {
    const { format, text } = this.#app;
    const row = fromTemplate("price");
    row.querySelector("input").value = quote.category;
    fill(row, {
      name: text.category[quote.category] ?? quote.category,
      total: format.money(quote.fare.total, quote.fare.currency),
      away: this.#terms.at || this.#car ? "" : this.#howFar(quote.pickup_eta_s),
      surge: Number(quote.fare.surge) > 1 ? text.surge.replace("%(surge)s", quote.fare.surge) : "",
    });
    return row;
  }

  #pausedRow({ category, detail }) {
    const row = fromTemplate("price");
    row.querySelector("input").disabled = true;
    fill(row, { name: this.#app.text.category[category] ?? category, away: detail, surge: "", total: "" });
    return row;
  }

  #howFar(eta) {
    const { format, text } = this.#app;
    return eta === null || eta === undefined ? text.car_later : text.away.replace("%(time)s", format.duration(Math.max(eta, 60)));
  }

  get #chosen() {
    const value = this.#prices.querySelector("[data-prices] input:checked")?.value;
    return this.#quotes.find(({ category }) => category === value);
  }

  #tellChoice() {
    const { text, format } = this.#app;
    this.#prices.querySelector("[data-lines]").replaceChildren(...fareLines(this.#chosen.fare, format));
    const name = text.category[this.#chosen.category] ?? this.#chosen.category;
    const words = this.#car ? text.request_car : this.#terms.at ? text.reserve : text.request;
    write(this.#prices.querySelector("[data-request]"), words.replace("%(category)s", name));
    this.#key = newKey();
  }

  async #request(button) {
    const { pickup, stops, dropoff } = this.#places;
    const body = {
      quote: this.#chosen.quote,
      pickup_label: pickup.label,
      dropoff_label: dropoff.label,
      ...(stops.length && { stop_labels: stops.map(({ label }) => label) }),
      ...(this.#terms.guest && { guest: this.#terms.guest }),
      ...(this.#car && { code: this.#car.code }),
    };
    const address = this.#car ? "rider/instant-rides" : "rider/rides";
    try {
      const ride = await busy(button, () => this.#app.session.call("POST", address, body, { key: this.#key }));
      clearTimeout(this.#renewal);
      this.#car = null;
      this.#ordered(ride);
    } catch (trouble) {
      this.#notOrdered(trouble);
    }
  }

  #notOrdered(trouble) {
    const error = this.#prices.querySelector("[data-error]");
    if (trouble instanceof Unreachable) return write(error, this.#app.text.unreachable);
    if (!(trouble instanceof Problem)) throw trouble;
    if (trouble.slug === "quote-expired") return this.#askPrices({ news: this.#app.text.price_expired });
    if (!this.#refused(trouble)) write(error, trouble.message);
  }

  // A price that is about to expire is asked for again while it is looked at.
  #renewBefore(until) {
    clearTimeout(this.#renewal);
    const left = new Date(until) - this.#app.live.now() - RENEW_BEFORE_MS;
    this.#renewal = setTimeout(() => {
      if (this.#app.root.dataset.shown === "prices") this.#askPrices({ news: this.#app.text.price_expired });
    }, Math.max(left, 1_000));
  }

  #backToPlaces(error = null) {
    clearTimeout(this.#renewal);
    this.#app.map?.showRoute([]);
    this.#route.show({ error: error instanceof Problem ? error.message : "" });
    if (error && !(error instanceof Problem)) this.#app.report(error);
  }

  #startWhereTheyAre() {
    const found = ({ coords }) => {
      const here = { lat: coords.latitude, lng: coords.longitude };
      if (this.#route.choosing !== "pickup" || !this.#app.zoneAt(here)) return;
      this.#route.stand(here);
      this.#showZoneAt(here);
    };
    const { map } = this.#app;
    if (map) this.#showZoneAt(map.middle);
    navigator.geolocation?.getCurrentPosition(found, () => {}, { maximumAge: 60_000, timeout: 10_000 });
  }

  #showZoneAt(place) {
    const zone = this.#app.zoneAt(place);
    if (!zone || zone === this.#zone) return;
    this.#zone = zone;
    this.#app.showZone(zone);
  }
}

function point({ lat, lng }) {
  return { lat, lng };
}
