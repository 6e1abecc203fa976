// The places of a trip in one list: pickup, up to three stops, destination. The map's middle chooses a place, or one that
// the rider keeps. Used to order, and to change a ride that is under way.

import { fill, fromTemplate, write } from "../app/page.js";

export const MOST_STOPS = 3;

export class Route extends EventTarget {
  // Emits "choosing" when another place, or none, is being chosen.

  #app;
  #view;
  #rows = []; // {kind: pickup|stop|dropoff, place: {lat, lng, label}|null, fixed}
  #chosen = null; // the row whose place the map's middle is to be
  #ways = {}; // what the buttons do and say: {title, go, done, back?}
  #mostStops = MOST_STOPS;
  #standing = null; // where the rider is, if the phone knows

  constructor(app) {
    super();
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=where]");
    this.#view.querySelector("[data-places]").addEventListener("click", ({ target }) => this.#press(target.closest("button")));
    this.#view.querySelector("[data-set-place]").addEventListener("click", () => this.#go());
    this.#view.querySelector("[data-add-stop]").addEventListener("click", () => this.#addStop());
    this.#view.querySelector("[data-back]").addEventListener("click", () => this.#ways.back());
    this.#view.querySelector("[data-no-map]").hidden = Boolean(app.map);
  }

  // `fixed` names kinds that cannot be changed. `done({pickup, stops, dropoff})` once every place is chosen.
  edit({ pickup = null, stops = [], dropoff = null, fixed = [], mostStops = MOST_STOPS, ...ways }) {
    const row = (kind) => (place) => ({ kind, place, fixed: fixed.includes(kind) });
    this.#rows = [row("pickup")(pickup), ...stops.map(row("stop")), row("dropoff")(dropoff)];
    this.#mostStops = mostStops;
    this.#ways = ways;
    this.show({ choosing: this.#missing });
  }

  // The list as it stands, with an error if there is one.
  show({ choosing = null, error = "" } = {}) {
    const { title, back } = this.#ways;
    fill(this.#view, { title });
    this.#view.querySelector("[data-back]").hidden = !back;
    this.#view.toggleAttribute("data-changing", Boolean(back)); // a ride that is under way has its car
    this.#app.show("where");
    this.#choose(choosing);
    this.tell(error);
  }

  // Back from elsewhere, to the row that was being chosen.
  again() {
    this.show({ choosing: this.#chosen });
  }

  tell(error) {
    write(this.#view.querySelector("[data-error]"), error);
  }

  // Take `place` for the row that is being chosen.
  take(place) {
    if (!this.#chosen) return;
    this.#chosen.place = place;
    this.tell("");
    const next = this.#missing;
    this.#choose(next);
    if (!next) this.#finish();
  }

  clear() {
    this.#rows = [];
    this.#chosen = null;
    for (const name of this.#names(MOST_STOPS)) this.#app.map?.setPlace(name, null);
    this.#app.map?.showRoute([]);
  }

  get choosing() {
    return this.#chosen?.kind ?? "";
  }

  // What the map's middle is now, with the name that was typed; without a map the numbers that stand there, null for none.
  get here() {
    const { map } = this.#app;
    const place = map ? map.middle : placeIn(this.#coordinates.value);
    return place && { lat: round(place.lat), lng: round(place.lng), label: this.label };
  }

  get label() {
    return this.#view.querySelector("[data-place-name]").value.trim();
  }

  // The phone has found where the rider is.
  stand(place) {
    this.#standing = place;
    this.#app.map?.flyTo(place);
    if (!this.#coordinates.value) this.#proposeCoordinates();
  }

  get #coordinates() {
    return this.#view.querySelector("[data-coordinates]");
  }

  #proposeCoordinates() {
    const row = this.#chosen;
    const place = row?.place ?? (row?.kind === "pickup" ? this.#standing : null);
    this.#coordinates.value = place ? [place.lat, place.lng].map((degrees) => degrees.toFixed(5)).join(", ") : "";
  }

  get places() {
    const of = (kind) => this.#rows.filter((row) => row.kind === kind).map(({ place }) => place);
    return { pickup: of("pickup")[0], stops: of("stop"), dropoff: of("dropoff")[0] };
  }

  // All of them in the order of the trip.
  get all() {
    return this.#rows.map(({ place }) => place);
  }

  get #missing() {
    return this.#rows.find(({ place }) => !place) ?? null;
  }

  #names(stops) {
    return ["pickup", ...Array.from({ length: stops }, (_, number) => `stop-${number + 1}`), "dropoff"];
  }

  #press(button) {
    if (!button) return;
    const row = this.#rows[Number(button.closest("li").dataset.row)];
    const { do: what } = button.dataset;
    if (!what) this.#choose(row);
    else if (what === "remove") this.#remove(row);
    else this.#swap(this.#rows.indexOf(row), what === "later" ? 1 : -1);
  }

  #addStop() {
    const stop = { kind: "stop", place: null, fixed: false };
    this.#rows.splice(-1, 0, stop);
    this.#choose(stop);
  }

  #remove(row) {
    this.#rows = this.#rows.filter((other) => other !== row);
    this.#choose(this.#missing);
    this.#view.querySelector("[data-set-place]").focus();
  }

  // A place changes with its neighbour; the kinds stay where they are.
  #swap(at, by) {
    const [row, other] = [this.#rows[at], this.#rows[at + by]];
    [row.place, other.place] = [other.place, row.place];
    this.#choose(this.#missing);
    const moved = this.#view.querySelectorAll("[data-places] > li")[at + by];
    (moved.querySelector(`[data-do=${by > 0 ? "later" : "earlier"}]:not([hidden])`) ?? moved.querySelector(".place")).focus();
  }

  #choose(row) {
    this.#chosen = row;
    const focused = document.activeElement?.closest("[data-row]")?.dataset.row;
    const names = this.#names(this.#rows.length - 2);
    const rows = this.#rows.map((each, at) => this.#draw(each, at, names[at]));
    this.#view.querySelector("[data-places]").replaceChildren(...rows);
    if (focused !== undefined) rows[focused]?.querySelector(".place").focus();
    this.#drawMarks(names);
    this.#sayWhatIsNext();
    if (row?.place) this.#app.map?.flyTo(row.place);
    this.dispatchEvent(new Event("choosing"));
  }

  #draw(row, at, name) {
    const { text } = this.#app;
    const what = row.kind === "stop" ? text.stop.replace("%(number)s", at) : text[row.kind];
    const element = fromTemplate("place");
    element.dataset.row = at;
    const button = element.querySelector(".place");
    button.dataset.place = name;
    button.disabled = row.fixed;
    button.setAttribute("aria-pressed", String(row === this.#chosen));
    element.querySelector(".place-dot").classList.add(`place-dot-${row.kind}`);
    fill(element, { what, name: row.place ? row.place.label || text.point_on_map : text.choose_on_map });
    if (row.kind === "stop") this.#offerToMove(element, at, what);
    return element;
  }

  #offerToMove(element, at, what) {
    const { text } = this.#app;
    const next = this.#rows[at + 1];
    const may = { earlier: at > 1, later: Boolean(this.#rows[at].place && next.place), remove: true };
    for (const button of element.querySelectorAll("[data-do]")) {
      button.hidden = !may[button.dataset.do];
      button.setAttribute("aria-label", `${text[`stop_${button.dataset.do}`]}: ${what}`);
    }
  }

  #drawMarks(names) {
    for (const name of this.#names(MOST_STOPS)) {
      const row = this.#rows[names.indexOf(name)];
      const shown = row && row !== this.#chosen ? row.place : null;
      this.#app.map?.setPlace(name, null);
      if (shown) this.#app.map?.setPlace(name, shown, this.#app.text[row.kind] ?? this.#app.text.stops);
    }
  }

  #sayWhatIsNext() {
    const { text } = this.#app;
    const stops = this.#rows.length - 2;
    write(this.#view.querySelector("[data-set-place]"), this.#chosen ? text[`set_${this.#chosen.kind}`] : this.#ways.go);
    this.#view.querySelector("[data-naming]").hidden = !this.#chosen;
    this.#view.querySelector("[data-place-name]").value = this.#chosen?.place?.label ?? "";
    this.#proposeCoordinates();
    this.#view.querySelector("[data-add-stop]").hidden = stops >= this.#mostStops || this.#chosen?.kind === "stop" || !this.#rows[0].place;
    this.#app.root.querySelector("[data-crosshair]").dataset.for = this.choosing;
  }

  #go() {
    const { here } = this;
    if (!this.#chosen) this.#finish();
    else if (here) this.take(here);
    else this.tell(this.#app.text.place_missing);
  }

  #finish() {
    this.#ways.done(this.places, this.#view.querySelector("[data-set-place]"));
  }
}

// "36.7538, 3.0588", as map apps copy it.
function placeIn(text) {
  const found = text.match(/^\s*(-?\d{1,2}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)\s*$/);
  return found && { lat: Number(found[1]), lng: Number(found[2]) };
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}
