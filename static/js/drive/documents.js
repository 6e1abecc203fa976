// A document that is asked of a driver: how it stands, the file that was handed in, and a form to hand in another.

import { busy, fill, fromTemplate, notify, write } from "../app/page.js";
import { newKey } from "../app/session.js";
import { smaller } from "./picture.js";
import { wordsOf } from "./words.js";

const BADGES = { verified: "badge-good", submitted: "badge-warn" };
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

// `path` takes the upload and has the files, as the person of `session`; `done` is called after it.
export function documentRow(slot, { app, session, path, done }) {
  const { text } = app;
  const row = fromTemplate("document");
  const status = stateOf(slot, app.live.now());
  fill(row, {
    title: slot.title,
    about: [slot.plate, until(slot, app)].filter(Boolean).join(" · "),
    state: text.document[status] ?? status,
    note: [slot.reason, slot.note].filter(Boolean).join(" "),
    hand_in: slot.document_id || slot.waiting_id ? text.hand_in_new : text.hand_in,
  });
  row.dataset.slot = `${slot.kind}:${slot.plate}`;
  row.querySelector("[data-badge]").classList.add(BADGES[status] ?? (status === "soon" ? "badge-warn" : "badge-bad"));
  row.querySelector("[data-expiry]").hidden = !slot.needs_expiry;
  wireFile(row, slot, { app, session, path });
  wireForm(row.querySelector("[data-upload]"), slot, { app, session, path, done });
  return row;
}

export function isDone(slot) {
  return ["verified", "submitted"].includes(slot.status) || Boolean(slot.waiting_id);
}

function stateOf({ waiting_id: waiting, status, expires_on: expires }, now) {
  if (waiting) return "submitted";
  const soon = status === "verified" && expires && new Date(expires) - now < SOON_DAYS * DAY_MS;
  return soon ? "soon" : status;
}

function until({ expires_on: day }, { text, format }) {
  return day ? text.valid_until.replace("%(day)s", format.day(day)) : "";
}

function wireFile(row, slot, { app, session, path }) {
  const button = row.querySelector("[data-see]");
  const id = slot.waiting_id ?? slot.document_id;
  button.hidden = !id;
  button.addEventListener("click", async () => {
    try {
      const file = await busy(button, () => session.call("GET", `${path}/${id}/file`));
      window.open(URL.createObjectURL(file), "_blank");
    } catch (error) {
      app.report(error);
    }
  });
}

function wireForm(form, slot, ways) {
  const chosen = form.querySelector("[data-chosen]");
  let key = newKey();
  for (const input of form.querySelectorAll("[type=file]")) {
    input.addEventListener("change", () => {
      for (const other of form.querySelectorAll("[type=file]")) if (other !== input) other.value = "";
      write(chosen, input.files[0]?.name ?? "");
    });
  }
  form.addEventListener("change", () => (key = newKey())); // something else is sent
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload(form, slot, { ...ways, key });
  });
}

async function upload(form, slot, { app, session, path, done, key }) {
  const error = form.querySelector("[data-error]");
  const [file] = [...form.querySelectorAll("[type=file]")].flatMap(({ files }) => [...files]);
  write(error, "");
  if (!file) return write(error, app.text.choose_file);
  if (slot.needs_expiry && !form.expires_on.value) return write(error, app.text.choose_day);
  try {
    await busy(form.querySelector("[type=submit]"), async () => {
      const body = filled(form, slot, await smaller(file));
      return session.call("POST", path, undefined, { form: body, key });
    });
    notify(app.text.handed_in, { forMs: 2_500 });
    await done();
  } catch (trouble) {
    write(error, wordsOf(trouble, app.text));
  }
}

function filled(form, slot, file) {
  const data = new FormData();
  data.set("kind", slot.kind);
  data.set("file", file);
  data.set("number", form.number.value.trim());
  if (form.expires_on.value) data.set("expires_on", form.expires_on.value);
  if (slot.vehicle_id) data.set("vehicle_id", slot.vehicle_id);
  return data;
}
