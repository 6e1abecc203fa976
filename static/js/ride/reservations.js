// Rides that are booked for later: how many, which, and canceling them.

import { write } from "../app/page.js";

export class Reservations {
  #app;
  #list;
  #cancel;
  #rides = [];
  #chip;

  constructor(app, { list, cancel }) {
    this.#app = app;
    this.#list = list;
    this.#cancel = cancel;
    this.#chip = app.sheet.querySelector("[data-reservations]");
  }

  // A ride that waits for its day is none that is under way.
  static waits(ride) {
    return ride.status === "requested" && Boolean(ride.scheduled_at);
  }

  onOpen(open) {
    this.#chip.addEventListener("click", open);
  }

  async load() {
    this.#rides = (await this.#app.session.call("GET", "rider/rides/scheduled")).rides;
    this.#tellHowMany();
  }

  async open(back) {
    await this.load();
    this.#draw(back);
  }

  clear() {
    this.#rides = [];
    this.#tellHowMany();
  }

  #draw(back) {
    const { text } = this.#app;
    const rows = this.#rides.map((ride) => this.#row(ride));
    this.#list.show({ title: text.reservations, about: text.reservations_about, empty: text.no_reservations, rows, back });
  }

  #row(ride) {
    const { format, text } = this.#app;
    const zone = this.#app.zoneAt(ride.pickup) ?? this.#app.lastZone;
    const way = `${ride.pickup.label || text.point_on_map} → ${ride.dropoff.label || text.point_on_map}`;
    const price = format.money(ride.fare.total, ride.fare.currency);
    return {
      title: format.moment(ride.scheduled_at, zone.time_zone),
      about: [way, text.category[ride.category], price, ride.guest?.name].filter(Boolean).join(" · "),
      action: text.cancel,
      act: () => this.#cancel(ride),
    };
  }

  #tellHowMany() {
    this.#chip.hidden = !this.#rides.length;
    write(this.#chip, `${this.#app.text.reservations} (${this.#rides.length})`);
  }
}
