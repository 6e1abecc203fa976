// What the apps stand on: the session, its live line, the map under the sheet, the menu, and how the network is.

import { formats, notify, pageData, showView, write } from "./page.js";
import { Problem, Session, Unreachable } from "./session.js";
import { Live } from "./live.js";
import { signIn } from "./sign-in.js";
import { canDraw } from "../map/ground.js";
import { TripMap } from "../map/trip-map.js";

const AGAIN_AFTER_MS = 3_000;

export class Shell extends EventTarget {
  // Emits "shown" {name}: which view of the sheet.

  root = document.querySelector("[data-app]");
  sheet = this.root.querySelector("[data-sheet]");
  page = pageData("app-data");
  text = this.page.text;
  format = formats(this.page.language, this.page.digits, () => this.lastZone?.time_zone);
  #rightToLeft = document.documentElement.dir === "rtl";
  #enter;
  #leave;
  #nobody;

  constructor({ role }) {
    super();
    this.session = new Session({ role, language: this.page.language });
    this.live = new Live(this.session);
    this.map = canDraw() ? this.#drawMap() : this.#withoutMap();
    this.live.addEventListener("state", ({ detail }) => this.#sayNetwork(detail.name));
    this.session.addEventListener("ended", () => this.#signedOut());
    this.session.addEventListener("began", () => this.#resume());
    new ResizeObserver(() => this.#keepMapClear()).observe(this.sheet);
    this.#wireMenu();
  }

  // Take up an earlier session or ask who is there; `enter` is called with somebody signed in, `leave` when they go.
  // `refused(problem, {challenge_id, code})` may answer a refused sign-in in its own way: true when it did. `nobody()`
  // likewise when there is no earlier session.
  begin({ enter, leave, refused, nobody = () => false }) {
    this.#enter = enter;
    this.#leave = leave;
    this.#nobody = nobody;
    signIn({ root: this.root, session: this.session, text: this.text, refused, done: () => this.#signedIn() });
    this.#resume();
  }

  // What a [data-open] button of the menu opens.
  onMenu(name, open) {
    document.querySelector(`[data-menu] [data-open=${name}]`).addEventListener("click", open);
  }

  show(name, options) {
    if (this.root.dataset.shown !== name) this.sheet.scrollTop = 0;
    showView(this.sheet, name, options);
    this.root.dataset.shown = name;
    this.dispatchEvent(new CustomEvent("shown", { detail: { name } }));
  }

  // Tell what went wrong where no place of its own is for it. What is no trouble of the outside is thrown on.
  report(error) {
    if (error instanceof Unreachable) notify(this.text.unreachable, { kind: "error" });
    else if (error instanceof Problem) notify(error.message, { kind: "error" });
    else throw error;
  }

  // The zone around {lat, lng}, by its bounds.
  zoneAt({ lat, lng }) {
    return this.page.zones.find(
      ({ bounds: [west, south, east, north] }) => west <= lng && lng <= east && south <= lat && lat <= north,
    );
  }

  // Draw a zone, and its mesh once that has come; remembered for the next visit.
  async showZone(zone) {
    localStorage.setItem("zone", zone.slug);
    this.map?.showZone(zone);
    const answer = await fetch(`/map/zones/${zone.slug}.json`);
    if (answer.ok && localStorage.getItem("zone") === zone.slug) this.map?.showZone({ ...zone, ...(await answer.json()) });
  }

  get lastZone() {
    return this.page.zones.find(({ slug }) => slug === localStorage.getItem("zone")) ?? this.page.zones[0];
  }

  async #resume() {
    this.show("loading");
    try {
      if (await this.session.resume()) await this.#signedIn();
      else if (!(await this.#nobody())) this.show("phone");
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notify(this.text.unreachable, { kind: "error" });
      setTimeout(() => this.#resume(), AGAIN_AFTER_MS);
    }
  }

  async #signedIn() {
    this.show("loading");
    this.#sayWhoIsIn(true);
    await this.#keepLanguage().catch(() => {}); // the next visit tries again
    this.live.start();
    return this.#enter();
  }

  // Text messages, notifications and what the socket answers are in the person's language: that of this page.
  async #keepLanguage() {
    const { language } = this.page;
    if (this.session.person.language === language) return;
    await this.session.call("PATCH", "account/me", { language });
    this.session.person.language = language;
  }

  #signedOut() {
    this.live.stop();
    this.#leave();
    this.#sayWhoIsIn(false);
    this.show("phone");
  }

  #wireMenu() {
    const menu = document.querySelector("[data-menu]");
    menu.addEventListener("click", ({ target }) => target.matches("button") && (menu.open = false));
    addEventListener("click", ({ target }) => menu.contains(target) || (menu.open = false));
    menu.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.querySelector("[data-sign-out]").addEventListener("click", () =>
      this.session.signOut().catch((error) => this.report(error)),
    );
  }

  #sayWhoIsIn(signedIn) {
    document.querySelector("[data-signed-in]").hidden = !signedIn;
  }

  #sayNetwork(name) {
    const words = { offline: this.text.offline, replaced: this.text.replaced }[name] ?? "";
    const place = this.root.querySelector("[data-network]");
    this.root.dataset.connection = name;
    place.hidden = !words;
    write(place, words);
  }

  #drawMap() {
    return new TripMap({
      container: this.root.querySelector("[data-map]"),
      tileUrl: this.page.tile_url,
      workerUrl: this.page.worker_url,
      text: this.text,
      centre: this.lastZone.centre,
      rightToLeft: this.#rightToLeft,
    });
  }

  #withoutMap() {
    this.root.querySelector("[data-no-webgl]").hidden = false;
    return null;
  }

  // The sheet lies over the map: below on a phone, at the start side on a desk. --clear-x/y is the middle of the rest.
  #keepMapClear() {
    const box = this.root.getBoundingClientRect();
    const { width, height } = this.sheet.getBoundingClientRect();
    const beside = width < box.width * 0.75;
    this.map?.cover(beside ? { [this.#rightToLeft ? "right" : "left"]: width } : { bottom: height });
    const x = beside ? (box.width + (this.#rightToLeft ? -width : width)) / 2 : box.width / 2;
    const y = beside ? box.height / 2 : (box.height - height) / 2;
    this.root.style.setProperty("--clear-x", `${x}px`);
    this.root.style.setProperty("--clear-y", `${y}px`);
  }
}
