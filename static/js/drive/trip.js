// The ride being driven, step by step. A step taken without a connection is kept with its time and shown as taken: the
// next one can be taken too, and all are sent in order.

import { busy, fill, fromTemplate, notify, write } from "../app/page.js";
import { Problem } from "../app/session.js";
import { reservedFor } from "./offer.js";
import { isAtStops, isBehind, nextStep, progressOf, targetOf, waysTo } from "./steps.js";

const AHEAD_AFTER_MS = 2_000; // without an answer for that long, go on without it
const NOT_TWICE_MS = 700; // a double tap is one step
const MINE = ["trip", "loading", "duty", "offer"];

export class Trip {
  #app;
  #lost;
  #heard;
  #view;
  #ride = null; // as the platform has it
  #next = null; // the ride that follows
  #ahead = null; // the progress that steps on their way will lead to
  #since = 0; // of the step that is shown
  #shown = "";

  // `heard(ride)` is told what a step answers: the same ride comes as an event too, whichever is first.
  constructor(app, { lost, heard }) {
    this.#app = app;
    this.#lost = lost;
    this.#heard = heard;
    this.#view = app.sheet.querySelector("[data-view=trip]");
    this.#view.querySelector("[data-step]").addEventListener("submit", (event) => this.#step(event));
    setInterval(() => this.#sayWaiting(), 1_000);
  }

  get ride() {
    return this.#ride;
  }

  get status() {
    return this.#ride && this.#progress.status;
  }

  // `again`: also where a page of another matter is open. `next` is the ride that follows this one, if any.
  show(ride, { again = false, next = null } = {}) {
    const other = this.#ride?.id !== ride.id;
    if (other) this.#forget();
    this.#ride = ride;
    this.#next = next;
    if (this.#ahead && !isBehind(progressOf(ride), this.#ahead)) this.#ahead = null;
    this.#draw({ fit: other });
    if (again || other || MINE.includes(this.#app.root.dataset.shown)) this.#present();
  }

  clear() {
    const { map } = this.#app;
    for (const name of ["pickup", "dropoff"]) map?.setPlace(name, null);
    map?.showRoute([]);
    this.#forget();
  }

  #forget() {
    this.#markStops(0);
    this.#ride = null;
    this.#ahead = null;
    this.#shown = "";
    this.#view.querySelector("[data-step]").reset();
  }

  get #progress() {
    return this.#ahead ?? progressOf(this.#ride);
  }

  #present() {
    const { text } = this.#app;
    const progress = this.#progress;
    const { status } = progress;
    const stopping = isAtStops(progress, this.#ride);
    const target = targetOf(progress, this.#ride);
    const { rider } = this.#ride;
    const name = this.#ride.guest?.name || rider.first_name || text.rider;
    const number = { "%(number)s": progress.reached + 1, "%(all)s": this.#ride.stops.length };
    fill(this.#view, {
      title: stopping ? said(text.to_stop, number) : text.title[status],
      about: this.#about(status),
      rider: name,
      initial: [...name][0],
      place: target.label || text.point_on_map,
      next: this.#next ? text.then_pickup.replace("%(place)s", this.#next.pickup.label || text.point_on_map) : "",
    });
    this.#lead(target, status);
    this.#listWay(progress);
    this.#view.querySelector("[data-unsent]").hidden = !this.#ahead;
    this.#view.querySelector("[data-pin-entry]").hidden = status !== "arrived";
    this.#view.querySelector("[data-cancel]").hidden = status === "in_progress" || Boolean(this.#ahead);
    this.#nameTheButton(stopping ? said(text.at_stop, number) : (text.step[status] ?? ""), `${status}${progress.reached}`);
    this.#sayWaiting();
    this.#app.show("trip", { focus: this.#shown !== `${status}${progress.reached}` });
    this.#shown = `${status}${progress.reached}`;
  }

  #about(status) {
    const { scheduled_at: reserved } = this.#ride;
    const early = reserved && ["accepted", "arriving"].includes(status);
    return early ? reservedFor(reserved, this.#app) : (this.#app.text.about[status] ?? "");
  }

  #lead(target, status) {
    const ways = waysTo(target);
    this.#view.querySelector("[data-navigate]").href = ways.google;
    for (const link of this.#view.querySelectorAll("[data-way]")) link.href = ways[link.dataset.way];
    for (const part of this.#view.querySelectorAll("[data-navigate], [data-ways]")) part.hidden = status === "arrived";
  }

  // Only where there is more than from here to there.
  #listWay({ status, reached }) {
    const { text } = this.#app;
    const { stops, dropoff } = this.#ride;
    const places = stops.length && status !== "arrived" ? [...stops, dropoff] : [];
    const rows = places.map((place, number) => {
      const row = fromTemplate("way");
      fill(row, { label: place.label || text.point_on_map });
      row.classList.toggle("is-done", number < reached);
      row.classList.toggle("is-now", status === "in_progress" && number === reached);
      if (status === "in_progress" && number === reached) row.setAttribute("aria-current", "step");
      return row;
    });
    this.#view.querySelector("[data-stops]").replaceChildren(...rows);
  }

  #nameTheButton(words, step) {
    const button = this.#view.querySelector("[data-next]");
    write(button, words);
    button.hidden = !words;
    if (this.#shown === step) return;
    this.#since = performance.now();
    write(this.#view.querySelector("[data-error]"), "");
  }

  #draw({ fit }) {
    const { map, text } = this.#app;
    const { pickup, dropoff, stops } = this.#ride;
    const { status, reached } = this.#progress;
    map?.setPlace("pickup", status === "in_progress" ? null : pickup, text.pickup);
    map?.setPlace("dropoff", dropoff, text.dropoff);
    this.#markStops(stops.length, (number) => (number < reached ? null : stops[number]));
    if (!fit) return;
    const way = [pickup, ...stops, dropoff];
    map?.showRoute(way.map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit(way);
  }

  #markStops(count, placeOf = () => null) {
    const known = this.#ride?.stops.length ?? 0;
    for (let number = 0; number < Math.max(count, known); number += 1) {
      this.#app.map?.setPlace(`stop-${number}`, placeOf(number), this.#app.text.stop);
    }
  }

  async #step(event) {
    event.preventDefault();
    const { status } = this.#progress;
    const step = nextStep(this.#progress, this.#ride);
    const pin = event.target.pin.value.trim();
    if (!step || performance.now() - this.#since < NOT_TWICE_MS) return;
    if (status === "arrived" && [...pin].length !== 4) {
      write(this.#view.querySelector("[data-error]"), this.#app.text.four_digits);
      event.target.pin.focus();
      return;
    }
    const ride = this.#ride;
    const data = { ride_id: ride.id, ...step.data, ...(status === "arrived" && { pin }) };
    await this.#take(ride, step.then, this.#app.live.command(step.command, data));
  }

  // Waits for the answer a moment, then goes ahead without it.
  async #take(ride, then, answered) {
    let pending = true;
    const outcome = answered
      .finally(() => (pending = false))
      .then(
        (answer) => this.#heard(answer.ride),
        (error) => this.#refused(ride, error),
      );
    await busy(this.#view.querySelector("[data-next]"), () => Promise.race([outcome, this.#untilAhead()]));
    if (pending && this.#ride?.id === ride.id) this.#goAhead(then);
  }

  #untilAhead() {
    const wait = this.#app.root.dataset.connection === "open" ? AHEAD_AFTER_MS * 3 : AHEAD_AFTER_MS / 4;
    return new Promise((resolve) => setTimeout(resolve, wait));
  }

  #goAhead(progress) {
    this.#ahead = progress;
    this.#draw({ fit: false });
    this.#present();
  }

  #refused(ride, error) {
    if (!(error instanceof Problem)) throw error;
    if (this.#ride?.id !== ride.id) return this.#app.report(error);
    const wasAhead = Boolean(this.#ahead);
    this.#ahead = null;
    this.#view.querySelector("[data-step]").reset();
    if (wasAhead) notify(error.message, { kind: "error" });
    this.#present();
    write(this.#view.querySelector("[data-error]"), error.message);
    if (error.slug === "transition-refused") this.#lost();
  }

  // The same free minutes and the same rate that the rider and the receipt are told.
  #sayWaiting() {
    const { text, format } = this.#app;
    const waiting = this.#ride?.waiting;
    const until = this.#ride?.status === "arrived" && !this.#ahead && waiting?.free_until;
    const place = this.#view.querySelector("[data-waiting]");
    place.classList.toggle("is-paid", Boolean(until) && new Date(until) <= this.#app.live.now());
    if (!until) return fill(this.#view, { waiting: this.#whyUnpaid() });
    const left = (new Date(until) - this.#app.live.now()) / 1_000;
    const rate = format.minor(waiting.per_minute_minor, this.#ride.fare.currency);
    const words = left > 0 ? text.waiting_free : text.waiting_paid;
    fill(this.#view, { waiting: said(words, { "%(time)s": clockFace(Math.abs(left)), "%(rate)s": rate }) });
  }

  // Waiting is paid from when the platform has heard of the arrival, and seen the car there.
  #whyUnpaid() {
    const { text } = this.#app;
    if (this.status !== "arrived") return "";
    return this.#ahead ? text.waiting_unheard : text.waiting_unseen;
  }
}

function said(words, values) {
  return Object.entries(values).reduce((made, [name, value]) => made.replace(name, value), words);
}

function clockFace(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
