// The peer, run in place of the page's own script: the same map library and socket, an element of the page for each car.

import { Map as Drawing, Marker, setWorkerUrl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { LiveSocket } from "./socket.js";

const page = JSON.parse(document.getElementById("ops-map-data").textContent);
const root = document.querySelector("[data-ops-map]");
const zone = page.zones.find(({ slug }) => slug === "algiers");
const markers = new Map();

setWorkerUrl(page.worker_url);
const map = new Drawing({ container: root.querySelector("[data-map]"), style: { version: 8, sources: {}, layers: [] }, bounds: zone.bounds });

function mark(id) {
  const element = document.createElement("div");
  element.style.cssText = "width: 16px; height: 16px; border: 2px solid #fff; border-radius: 50%; background: #0b9a73";
  const marker = new Marker({ element });
  markers.set(id, marker);
  return marker;
}

const socket = new LiveSocket({ ticketUrl: page.ticket_url, csrf: root.dataset.csrf, topic: "zone:algiers" });
socket.addEventListener("snapshot", ({ detail }) => {
  for (const [id, lat, lng] of detail.cars) {
    const known = markers.get(id);
    if (known) known.setLngLat([lng, lat]);
    else mark(id).setLngLat([lng, lat]).addTo(map);
  }
  root.dataset.cars = markers.size;
});
socket.connect();
