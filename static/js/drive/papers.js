// The driver's vehicles and documents: how each stands, which car is driven and what it serves, handing in what is missing.

import { busy, carWords, fill, fromTemplate, write } from "../app/page.js";
import { newKey } from "../app/session.js";
import { documentRow } from "./documents.js";
import { wordsOf } from "./words.js";

const BADGES = { approved: "badge-good", submitted: "badge-warn" };

export class Page {
  #app;
  #view;
  #add;
  #key = newKey();

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=papers]");
    this.#add = this.#view.querySelector("[data-add-vehicle]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#add.addEventListener("submit", (event) => this.#addVehicle(event));
    this.#add.addEventListener("input", () => (this.#key = newKey()));
  }

  // `at` is a document to go to: {kind, vehicle}, the plate.
  async open(at = null) {
    this.#app.show("papers");
    await this.#load();
    if (at) this.#goTo(at);
  }

  #goTo({ kind, vehicle = "" }) {
    const row = [...this.#view.querySelectorAll("[data-slot]")].find(({ dataset }) => dataset.slot === `${kind}:${vehicle}`);
    if (!row) return;
    row.querySelector("details").open = true;
    row.scrollIntoView({ block: "center" });
    row.querySelector("summary").focus();
  }

  async #load() {
    const { session } = this.#app;
    this.#view.setAttribute("aria-busy", "true");
    try {
      const [{ vehicles }, { documents }] = await Promise.all([
        session.call("GET", "driver/vehicles"),
        session.call("GET", "driver/documents"),
      ]);
      const ways = { app: this.#app, session, path: "driver/documents", done: () => this.#load() };
      this.#list("vehicles", vehicles.filter(({ status }) => status !== "retired"), (vehicle) => this.#vehicle(vehicle));
      this.#list("documents", documents, (slot) => documentRow(slot, ways));
    } catch (error) {
      this.#app.report(error);
    } finally {
      this.#view.removeAttribute("aria-busy");
    }
  }

  #list(name, items, row) {
    this.#view.querySelector(`[data-${name}]`).replaceChildren(...items.map(row));
    this.#view.querySelector(`[data-no-${name}]`).hidden = items.length > 0;
  }

  #vehicle(vehicle) {
    const { text } = this.#app;
    const row = fromTemplate("vehicle");
    fill(row, {
      name: carWords(vehicle, text),
      plate: vehicle.plate,
      category: text.category[vehicle.category] ?? vehicle.category,
      state: vehicle.active ? text.vehicle.driven : (text.vehicle[vehicle.status] ?? vehicle.status),
      note: [vehicle.reason, vehicle.note].filter(Boolean).join(" "),
    });
    row.querySelector("[data-badge]").classList.add(BADGES[vehicle.status] ?? "badge-bad");
    this.#button(row, "[data-activate]", !vehicle.active && vehicle.status === "approved", () => this.#tell(vehicle, "activate"));
    this.#button(row, "[data-retire]", !vehicle.active, () => confirm(text.retire_sure) && this.#tell(vehicle, "retire"));
    this.#offerCategories(row, vehicle);
    return row;
  }

  #button(row, which, shown, act) {
    const button = row.querySelector(which);
    button.hidden = !shown;
    button.addEventListener("click", () => this.#do(button, act));
  }

  // Beside its own category a car may take those below it.
  #offerCategories(row, vehicle) {
    const { page, text } = this.#app;
    const others = vehicle.status === "approved" ? (page.also_serves[vehicle.category] ?? []) : [];
    const place = row.querySelector("[data-also]");
    place.hidden = !others.length;
    for (const category of others) {
      const choice = fromTemplate("category");
      fill(choice, { label: text.category[category] ?? category });
      const box = choice.querySelector("input");
      box.checked = vehicle.also_serves.includes(category);
      box.addEventListener("change", () => this.#do(box, () => this.#serve(vehicle, category, box.checked)));
      place.append(choice);
    }
  }

  #serve(vehicle, category, on) {
    const categories = vehicle.also_serves.filter((other) => other !== category).concat(on ? [category] : []);
    return this.#app.session.call("PUT", `driver/vehicles/${vehicle.id}/categories`, { categories });
  }

  #tell({ id }, what) {
    return this.#app.session.call("POST", `driver/vehicles/${id}/${what}`, {});
  }

  async #do(button, act) {
    try {
      if ((await busy(button, act)) === false) return;
    } catch (error) {
      this.#app.report(error);
    }
    await this.#load();
  }

  async #addVehicle(event) {
    event.preventDefault();
    const error = this.#add.querySelector("[data-error]");
    const { seats, year, ...rest } = Object.fromEntries(new FormData(this.#add));
    write(error, "");
    if (!this.#add.checkValidity()) {
      write(error, this.#app.text.fill_in_all);
      return this.#add.querySelector(":invalid").focus();
    }
    const body = { ...rest, seats: Number(seats), year: Number(year) };
    const send = () => this.#app.session.call("POST", "driver/vehicles", body, { key: this.#key });
    try {
      await busy(this.#add.querySelector("[type=submit]"), send);
      this.#add.reset();
      this.#add.closest("details").open = false;
      await this.#load();
    } catch (trouble) {
      write(error, wordsOf(trouble, this.#app.text));
    }
  }
}
