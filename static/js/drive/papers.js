// The driver's vehicles and documents: how each stands, which car is driven, handing in what is missing.

import { busy, fill, fromTemplate, notify, write } from "../app/page.js";
import { Problem, Unreachable, newKey } from "../app/session.js";

const BADGES = {
  approved: "badge-good",
  verified: "badge-good",
  active: "badge-good",
  submitted: "badge-warn",
  pending: "badge-warn",
  missing: "badge-bad",
  rejected: "badge-bad",
  expired: "badge-bad",
};

export class Papers {
  #app;
  #view;

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=papers]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
  }

  async open() {
    this.#app.show("papers");
    await this.#load();
  }

  async #load() {
    const { session } = this.#app;
    this.#view.setAttribute("aria-busy", "true");
    try {
      const [{ vehicles }, { documents }] = await Promise.all([
        session.call("GET", "driver/vehicles"),
        session.call("GET", "driver/documents"),
      ]);
      this.#list("vehicles", vehicles.filter(({ status }) => status !== "retired"), (vehicle) => this.#vehicle(vehicle));
      this.#list("documents", documents, (slot) => this.#document(slot));
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
      name: `${vehicle.make} ${vehicle.model} · ${vehicle.colour}`,
      plate: vehicle.plate,
      state: vehicle.active ? text.vehicle.driven : (text.vehicle[vehicle.status] ?? vehicle.status),
      note: [vehicle.reason, vehicle.note].filter(Boolean).join(" "),
    });
    row.querySelector("[data-badge]").classList.add(BADGES[vehicle.status] ?? "badge-warn");
    const button = row.querySelector("[data-activate]");
    button.hidden = vehicle.active || vehicle.status !== "approved";
    button.addEventListener("click", () => this.#activate(vehicle, button));
    return row;
  }

  async #activate({ id }, button) {
    try {
      await busy(button, () => this.#app.session.call("POST", `driver/vehicles/${id}/activate`, {}));
      await this.#load();
    } catch (error) {
      this.#app.report(error);
    }
  }

  #document(slot) {
    const { format, text } = this.#app;
    const row = fromTemplate("document");
    const status = slot.waiting_id ? "submitted" : slot.status;
    const until = slot.expires_on && text.valid_until.replace("%(day)s", format.day(slot.expires_on));
    fill(row, {
      title: slot.title,
      about: [slot.plate, until].filter(Boolean).join(" · "),
      state: text.document[status] ?? status,
      note: [slot.reason, slot.note].filter(Boolean).join(" "),
      hand_in: slot.document_id ? text.hand_in_new : text.hand_in,
    });
    row.querySelector("[data-badge]").classList.add(BADGES[status] ?? "badge-warn");
    row.querySelector("[data-expiry]").hidden = !slot.needs_expiry;
    const form = row.querySelector("[data-upload]");
    const key = newKey();
    form.addEventListener("submit", (event) => this.#upload(event, slot, key));
    return row;
  }

  async #upload(event, slot, key) {
    event.preventDefault();
    const form = event.target;
    const error = form.querySelector("[data-error]");
    const data = new FormData(form);
    if (!data.get("file")?.size) return write(error, this.#app.text.choose_file);
    if (!data.get("expires_on")) data.delete("expires_on");
    data.set("kind", slot.kind);
    if (slot.vehicle_id) data.set("vehicle_id", slot.vehicle_id);
    const send = () => this.#app.session.call("POST", "driver/documents", undefined, { form: data, key });
    try {
      await busy(form.querySelector("[type=submit]"), send);
      notify(this.#app.text.handed_in);
      await this.#load();
    } catch (trouble) {
      if (!(trouble instanceof Problem || trouble instanceof Unreachable)) throw trouble;
      const words = trouble instanceof Unreachable ? this.#app.text.unreachable : trouble.message;
      write(error, trouble.document?.errors?.[0]?.detail ?? words);
    }
  }
}
