// A shared trip: the page asks for itself again and again, and takes over what is new. The server has the words.

import { canDraw } from "../map/ground.js";
import { TripMap } from "../map/trip-map.js";

const EVERY_MS = 4_000;

const page = JSON.parse(document.getElementById("trip-page-data").textContent);
const map = canDraw() ? draw() : null;

show();
setInterval(() => document.hidden || refresh(), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

function draw() {
  const drawn = new TripMap({
    container: document.querySelector("[data-map]"),
    tileUrl: page.tile_url,
    workerUrl: page.worker_url,
    text: page.text,
    centre: placeOf("toLat", "toLng"),
    rightToLeft: page.right_to_left,
  });
  drawn.setPlace("dropoff", placeOf("toLat", "toLng"));
  drawn.fit([placeOf("toLat", "toLng"), placeOf("lat", "lng")].filter(Boolean));
  return drawn;
}

async function refresh() {
  let answer;
  try {
    answer = await fetch(location.href, { cache: "no-store" });
  } catch {
    return; // without network the last picture stays; the next look tries again
  }
  if (answer.status === 404 || answer.status === 410) location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-trip]");
  if (!fresh) return;
  const shown = document.querySelector("[data-trip]");
  Object.assign(shown.dataset, fresh.dataset);
  for (const name of ["lat", "lng", "heading"]) if (!(name in fresh.dataset)) delete shown.dataset[name];
  if (shown.innerHTML !== fresh.innerHTML) shown.innerHTML = fresh.innerHTML;
  show();
}

function show() {
  const { heading } = document.querySelector("[data-trip]").dataset;
  map?.setCar(placeOf("lat", "lng"), { heading: heading === undefined ? null : Number(heading) });
}

function placeOf(lat, lng) {
  const { dataset } = document.querySelector("[data-trip]");
  return dataset[lat] === undefined ? null : { lat: Number(dataset[lat]), lng: Number(dataset[lng]) };
}
