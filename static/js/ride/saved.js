// Places that the rider keeps: chips where a place is chosen, a list of them, a form to keep or change one.

import { busy, fill, fromTemplate, write } from "../app/page.js";
import { Problem, newKey } from "../app/session.js";

export class SavedPlaces {
  #app;
  #route;
  #list;
  #form;
  #places = null; // null until they were asked for
  #editing = null; // the place in the form; null for a new one
  #back = () => {};
  #moved = false; // the map, since the form was opened
  #key = "";

  constructor(app, { route, list }) {
    this.#app = app;
    this.#route = route;
    this.#list = list;
    this.#form = app.sheet.querySelector("[data-place-form]");
    this.#form.addEventListener("submit", (event) => this.#save(event));
    this.#form.querySelector("[data-back]").addEventListener("click", () => this.#back());
    this.#form.querySelector("[data-remove]").addEventListener("click", ({ currentTarget }) => this.#remove(currentTarget));
    this.#form.addEventListener("change", () => this.#askForName());
    route.addEventListener("choosing", () => this.#offer());
    app.map?.addEventListener("move", () => (this.#moved = true));
  }

  clear() {
    this.#places = null;
    this.#drawChips();
  }

  // The list, from the menu. `back` leads away from it.
  async open(back) {
    await this.#load();
    const { text } = this.#app;
    this.#list.show({
      title: text.my_places,
      empty: text.no_places,
      back,
      rows: (this.#places ?? []).map((place) => ({
        title: nameOf(place, text),
        about: place.label,
        action: text.edit,
        act: () => this.#edit(place, () => this.open(back)),
      })),
      add: text.add_place,
      onAdd: () => this.#edit(null, () => this.open(back)),
    });
  }

  async #offer() {
    if (this.#places === null && this.#route.choosing) await this.#load();
    this.#drawChips();
  }

  async #load() {
    try {
      this.#places = (await this.#app.session.call("GET", "rider/places")).places;
    } catch (error) {
      this.#app.report(error);
    }
  }

  #drawChips() {
    const { text } = this.#app;
    const chips = (this.#places ?? []).map((place) => chip(nameOf(place, text), () => this.#use(place)));
    if (this.#places) chips.push(chip(text.keep_place, () => this.#edit(null, () => this.#route.again()), "button-plain"));
    this.#app.sheet.querySelector("[data-saved]").replaceChildren(...chips);
  }

  #use({ lat, lng, ...place }) {
    this.#app.map?.flyTo({ lat, lng });
    this.#route.take({ lat, lng, label: place.label || nameOf(place, this.#app.text) });
  }

  #edit(place, back) {
    const { text, map } = this.#app;
    this.#editing = place;
    this.#back = back;
    this.#moved = !place; // a new place is where the map is
    this.#key = newKey();
    const taken = new Set((this.#places ?? []).map(({ kind }) => kind));
    const kind = place?.kind ?? ["home", "work"].find((each) => !taken.has(each)) ?? "other";
    this.#form.reset();
    for (const input of this.#form.kind) {
      input.checked = input.value === kind;
      input.disabled = place ? input.value !== kind : input.value !== "other" && taken.has(input.value);
    }
    this.#form.elements.name.value = place?.name ?? "";
    this.#form.elements.label.value = place?.label ?? this.#route.label;
    this.#form.querySelector("[data-remove]").hidden = !place;
    fill(this.#form, { title: place ? nameOf(place, text) : text.keep_place });
    this.#tell("");
    this.#app.show("place");
    this.#askForName();
    if (place) map?.flyTo(place);
  }

  #askForName() {
    this.#form.elements.name.parentElement.hidden = this.#form.elements.kind.value !== "other";
  }

  async #save(event) {
    event.preventDefault();
    const { kind, name, label } = Object.fromEntries(new FormData(this.#form));
    const here = this.#moved ? this.#route.here : null;
    if (this.#moved && !here) return this.#tell(this.#app.text.place_missing);
    const where = here ? { lat: here.lat, lng: here.lng } : {};
    const body = { kind: this.#editing?.kind ?? kind, name: name.trim(), label: label.trim(), ...where };
    if (body.kind === "other" && !body.name) return this.#tell(this.#app.text.name_missing);
    await this.#attempt(event.submitter, () => this.#send(body));
  }

  #send({ kind, ...rest }) {
    const { session } = this.#app;
    if (this.#editing) return session.call("PATCH", `rider/places/${this.#editing.id}`, rest);
    return session.call("POST", "rider/places", { kind, ...rest }, { key: this.#key });
  }

  #remove(button) {
    return this.#attempt(button, () => this.#app.session.call("DELETE", `rider/places/${this.#editing.id}`));
  }

  async #attempt(button, work) {
    this.#tell("");
    try {
      await busy(button, work);
    } catch (error) {
      this.#key = newKey();
      if (error instanceof Problem) this.#tell(error.message);
      else this.#app.report(error);
      return;
    }
    await this.#load();
    this.#back();
  }

  #tell(error) {
    write(this.#form.querySelector("[data-error]"), error);
  }
}

function nameOf({ kind, name }, text) {
  return name || text.place_kind[kind];
}

function chip(words, press, look = "") {
  const button = fromTemplate("chip");
  write(button, words);
  if (look) button.classList.add(look);
  button.addEventListener("click", press);
  return button;
}
