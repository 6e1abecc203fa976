// Puts the page together: connection → model → map and panel.

import { canDraw } from "../map/ground.js";
import { Desk } from "./desk.js";
import { Giving } from "./giving.js";
import { Heat } from "./heat.js";
import { OpsMap } from "./map.js";
import { City } from "./model.js";
import { Panel } from "./panel.js";
import { Pauses } from "./pauses.js";
import { LiveSocket } from "./socket.js";
import { Story } from "./story.js";

const QUIET_AFTER_MS = 5_000;

const page = JSON.parse(document.getElementById("ops-map-data").textContent);
const root = document.querySelector("[data-ops-map]");
const chooser = root.querySelector("[data-zone]");
const city = new City();
const zones = new Map(page.zones.map((zone) => [zone.slug, zone]));
const state = { connection: { name: "connecting" }, heardAt: 0 };

const panel = new Panel({ root, text: page.text, language: page.language, choose: show });
const map = canDraw() ? drawMap() : withoutMap();
const heat = new Heat({ root, address: page.heatmap_url, text: page.text.heat, draw: (...shown) => map?.showCells(...shown) });
const desk = new Desk({ root, csrf: root.dataset.csrf, text: page.text });
const giving = new Giving({ root, desk, text: page.text, page, done: () => story.refresh() });
const pauses = new Pauses({ root, desk, text: page.text, page });
const story = new Story({ root, address: page.story_url, text: page.text, shown: (told) => giving.of(told) });
const socket = new LiveSocket({ ticketUrl: page.ticket_url, csrf: root.dataset.csrf, topic: topic() });

socket.addEventListener("state", ({ detail }) => {
  state.connection = detail;
  sayConnection();
});
socket.addEventListener("snapshot", ({ detail }) => {
  const first = !city.counts;
  state.heardAt = Date.now();
  city.take(detail);
  panel.show(city);
  map?.refresh();
  if (first) map?.showActivity();
});
chooser.addEventListener("change", changeZone);
root.querySelector("[data-retry]").addEventListener("click", () => socket.retryNow());
root.querySelector("[data-legend]").open = matchMedia("(min-width: 52rem)").matches;
setInterval(sayConnection, 1_000);
heat.follow(chooser.value);
if (chooser.value) pauses.follow(zones.get(chooser.value));
socket.connect();

function drawMap() {
  return new OpsMap({
    container: root.querySelector("[data-map]"),
    city,
    zone: zones.get(chooser.value),
    tileUrl: page.tile_url,
    workerUrl: page.worker_url,
    text: page.text,
    choose: show,
    rightToLeft: document.documentElement.dir === "rtl",
  });
}

function withoutMap() {
  root.querySelector("[data-no-webgl]").hidden = false;
  return null;
}

function topic() {
  return `zone:${chooser.value}`;
}

function changeZone() {
  city.clear();
  panel.clear();
  const address = new URL(location.href);
  address.searchParams.set("zone", chooser.value);
  history.replaceState(null, "", address);
  for (const next of document.querySelectorAll(".languages input[name=next]")) next.value = address.pathname + address.search;
  socket.follow(topic());
  heat.follow(chooser.value);
  pauses.follow(zones.get(chooser.value));
  story.close();
  map?.showZone(zones.get(chooser.value));
}

function show(kind, item) {
  if (kind === "jobs" || kind === "alerts") map?.flyTo([item.lat, item.lng]);
  else map?.flyToTrip(item);
  story.open(kind === "alerts" ? item.ride_id : item.id);
}

function sayConnection() {
  const { name, retryAt, detail } = state.connection;
  const seconds = retryAt ? Math.max(0, Math.ceil((retryAt - Date.now()) / 1_000)) : 0;
  const quiet = name === "open" && Date.now() - state.heardAt > QUIET_AFTER_MS;
  panel.connection({ name: quiet ? "quiet" : name, seconds, detail });
}

root.pixelOfCar = (id) => map?.pixelOf(id);
