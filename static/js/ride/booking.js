// From two places to an ordered ride: the map's middle chooses a place, quotes are prices kept until they expire.

import { busy, fareLines, fill, fromTemplate, write } from "../app/page.js";
import { Problem, Unreachable, newKey } from "../app/session.js";

const RENEW_BEFORE_MS = 5_000;

export class Booking {
  #app;
  #ordered;
  #view;
  #prices;
  #places = { pickup: null, dropoff: null };
  #choosing = "pickup";
  #zone = null;
  #quotes = [];
  #key = "";
  #promo = "";
  #renewal = 0;

  constructor(app, { ordered }) {
    this.#app = app;
    this.#ordered = ordered;
    this.#view = app.sheet.querySelector("[data-view=where]");
    this.#prices = app.sheet.querySelector("[data-view=prices]");
    for (const button of this.#view.querySelectorAll("[data-place]")) {
      button.addEventListener("click", () => this.#choose(button.dataset.place));
    }
    this.#view.querySelector("[data-set-place]").addEventListener("click", () => this.#setPlace());
    this.#prices.querySelector("[data-back]").addEventListener("click", () => this.#backToPlaces());
    this.#prices.querySelector("[data-request]").addEventListener("click", (event) => this.#request(event.currentTarget));
    this.#prices.querySelector("[data-prices]").addEventListener("change", () => this.#tellChoice());
    this.#prices.querySelector("[data-promo]").addEventListener("submit", (event) => this.#usePromo(event));
    app.map?.addEventListener("move", ({ detail }) => this.#showZoneAt(detail));
  }

  begin() {
    this.clear();
    this.#app.show("where");
    this.#choose("pickup");
    this.#startWhereTheyAre();
  }

  clear() {
    clearTimeout(this.#renewal);
    this.#promo = "";
    this.#prices.querySelector("[data-promo]").reset();
    this.#places = { pickup: null, dropoff: null };
    for (const name of ["pickup", "dropoff"]) this.#app.map?.setPlace(name, null);
    this.#app.map?.showRoute([]);
    this.#app.map?.setCar(null);
    this.#tellPlaces();
  }

  #choose(name) {
    this.#choosing = name;
    for (const button of this.#view.querySelectorAll("[data-place]")) {
      button.setAttribute("aria-pressed", String(button.dataset.place === name));
    }
    this.#app.root.querySelector("[data-crosshair]").dataset.for = name;
    write(this.#view.querySelector("[data-set-place]"), this.#app.text[`set_${name}`]);
    const place = this.#places[name];
    this.#view.querySelector("[data-place-name]").value = place?.label ?? "";
    if (place) {
      this.#app.map?.setPlace(name, null);
      this.#app.map?.flyTo(place);
    }
  }

  #setPlace() {
    const { map } = this.#app;
    const middle = map ? map.middle : this.#app.page.zones[0].centre;
    const label = this.#view.querySelector("[data-place-name]").value.trim();
    const place = { lat: round(middle.lat), lng: round(middle.lng), label };
    this.#places[this.#choosing] = place;
    map?.setPlace(this.#choosing, place, this.#app.text[this.#choosing]);
    this.#tellPlaces();
    const missing = ["pickup", "dropoff"].find((name) => !this.#places[name]);
    if (missing) this.#choose(missing);
    else this.#askPrices();
  }

  #tellPlaces() {
    const { text } = this.#app;
    const nameOf = (place) => (place ? place.label || text.point_on_map : text.choose_on_map);
    fill(this.#view, { pickup: nameOf(this.#places.pickup), dropoff: nameOf(this.#places.dropoff) });
    write(this.#view.querySelector("[data-error]"), "");
  }

  async #askPrices({ renewed = false } = {}) {
    const button = this.#view.querySelector("[data-set-place]");
    const { pickup, dropoff } = this.#places;
    try {
      this.#showPrices(await busy(button, () => this.#quotesOf(pickup, dropoff)));
      if (renewed) write(this.#prices.querySelector("[data-error]"), this.#app.text.price_expired);
    } catch (error) {
      this.#backToPlaces(error);
    }
  }

  async #quotesOf(pickup, dropoff) {
    const body = { pickup: point(pickup), dropoff: point(dropoff), promo_code: this.#promo };
    return (await this.#app.session.call("POST", "rider/quotes", body)).quotes;
  }

  async #usePromo(event) {
    event.preventDefault();
    const before = this.#promo;
    const error = this.#prices.querySelector("[data-error]");
    this.#promo = event.target.code.value.trim();
    write(error, "");
    try {
      const { pickup, dropoff } = this.#places;
      this.#showPrices(await busy(event.submitter, () => this.#quotesOf(pickup, dropoff)));
    } catch (trouble) {
      this.#promo = before;
      if (trouble instanceof Problem) write(error, trouble.message);
      else this.#app.report(trouble);
    }
  }

  #showPrices(quotes) {
    const { format, text, map } = this.#app;
    const chosen = this.#chosen?.category;
    this.#quotes = quotes;
    this.#key = newKey();
    const list = this.#prices.querySelector("[data-prices]");
    list.replaceChildren(...quotes.map((quote) => this.#priceRow(quote)));
    const kept = quotes.findIndex(({ category }) => category === chosen);
    list.querySelectorAll("input")[Math.max(kept, 0)].checked = true;
    const [{ distance_m: metres, duration_s: seconds, eta_source: source, expires_at: until }] = quotes;
    const estimate = ["builtin", "learned"].includes(source) ? text.estimate : "";
    fill(this.#prices, { summary: `${format.distance(metres)} · ${format.duration(seconds)}`, estimate });
    write(this.#prices.querySelector("[data-error]"), "");
    this.#tellChoice();
    this.#app.show("prices");
    map?.showRoute([this.#places.pickup, this.#places.dropoff].map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit([this.#places.pickup, this.#places.dropoff]);
    this.#renewBefore(until);
  }

  #priceRow(quote) {
    const { format, text } = this.#app;
    const row = fromTemplate("price");
    row.querySelector("input").value = quote.category;
    const eta = quote.pickup_eta_s;
    fill(row, {
      name: text.category[quote.category] ?? quote.category,
      total: format.money(quote.fare.total, quote.fare.currency),
      away: eta === null || eta === undefined ? text.no_car_near : text.away.replace("%(time)s", format.duration(eta)),
      surge: Number(quote.fare.surge) > 1 ? text.surge.replace("%(surge)s", quote.fare.surge) : "",
    });
    return row;
  }

  get #chosen() {
    const value = this.#prices.querySelector("input:checked")?.value;
    return this.#quotes.find(({ category }) => category === value);
  }

  #tellChoice() {
    const { text, format } = this.#app;
    this.#prices.querySelector("[data-lines]").replaceChildren(...fareLines(this.#chosen.fare, format));
    const name = text.category[this.#chosen.category] ?? this.#chosen.category;
    write(this.#prices.querySelector("[data-request]"), text.request.replace("%(category)s", name));
    this.#key = newKey();
  }

  async #request(button) {
    const body = {
      quote: this.#chosen.quote,
      pickup_label: this.#places.pickup.label,
      dropoff_label: this.#places.dropoff.label,
    };
    const error = this.#prices.querySelector("[data-error]");
    try {
      const ride = await busy(button, () => this.#app.session.call("POST", "rider/rides", body, { key: this.#key }));
      clearTimeout(this.#renewal);
      this.#ordered(ride);
    } catch (trouble) {
      if (trouble instanceof Problem && trouble.slug === "quote-expired") this.#askPrices({ renewed: true });
      else if (trouble instanceof Problem) write(error, trouble.message);
      else if (trouble instanceof Unreachable) write(error, this.#app.text.unreachable);
      else throw trouble;
    }
  }

  // A price that is about to expire is asked for again while it is looked at.
  #renewBefore(until) {
    clearTimeout(this.#renewal);
    const left = new Date(until) - this.#app.live.now() - RENEW_BEFORE_MS;
    this.#renewal = setTimeout(() => {
      if (this.#app.root.dataset.shown === "prices") this.#askPrices({ renewed: true });
    }, Math.max(left, 1_000));
  }

  #backToPlaces(error = null) {
    clearTimeout(this.#renewal);
    this.#app.map?.showRoute([]);
    this.#app.show("where");
    this.#choose("dropoff");
    if (!error || error instanceof Event) return;
    if (error instanceof Problem) write(this.#view.querySelector("[data-error]"), error.message);
    else this.#app.report(error);
  }

  #startWhereTheyAre() {
    const found = ({ coords }) => {
      const here = { lat: coords.latitude, lng: coords.longitude };
      if (this.#places.pickup || !this.#app.zoneAt(here)) return;
      this.#app.map?.flyTo(here);
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

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}

function point({ lat, lng }) {
  return { lat, lng };
}
