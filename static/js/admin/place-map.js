// A small map beside a form of the admin: the zone's border, and the circle or the area that the fields describe.

import { Map as Drawing, NavigationControl, setWorkerUrl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { NOTHING, canDraw } from "../map/ground.js";

const METRES_A_DEGREE = 111_320;
const CORNERS = 64;
const DARK = { ground: "#10201b", zone: "#1a2f28", line: "#4ad6a7", border: "#7c8f88" };
const LIGHT = { ground: "#eef1ef", zone: "#ffffff", line: "#0a6b50", border: "#6b7a74" };

const holder = document.querySelector("[data-place-map]");
const { kind, zones, known } = JSON.parse(document.querySelector("#place-map-data").textContent);
const field = (name) => document.querySelector(`#id_${name}`);

if (holder && canDraw()) draw();
else holder?.remove();

function draw() {
  setWorkerUrl(holder.dataset.worker);
  const map = new Drawing({
    container: holder,
    style: style(document.documentElement.classList.contains("dark") ? DARK : LIGHT),
    bounds: box(field("zone")?.value || known?.zone),
    fitBoundsOptions: { padding: 16 },
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    cooperativeGestures: false,
  });
  map.touchZoomRotate.disableRotation();
  map.scrollZoom.disable(); // the page scrolls
  map.addControl(new NavigationControl({ showCompass: false }), document.dir === "rtl" ? "top-left" : "top-right");
  map.once("load", () => begin(map));
}

function begin(map) {
  const shape = () => map.getSource("shape").setData(feature(kind === "circle" ? circle() : area()));
  const zone = (refit) => {
    const id = field("zone")?.value || known?.zone;
    map.getSource("zone").setData(borders(id));
    if (refit) map.fitBounds(box(id), { padding: 16, animate: false });
  };
  zone(false);
  shape();
  focus(map);
  field("zone")?.addEventListener("change", () => zone(true));
  for (const name of ["lat", "lng", "radius_m", "polygon"]) field(name)?.addEventListener("input", shape);
  if (kind === "circle" && field("lat")) map.on("click", ({ lngLat }) => pick(lngLat, shape));
}

function pick({ lat, lng }, shape) {
  field("lat").value = lat.toFixed(6);
  field("lng").value = lng.toFixed(6);
  shape();
}

function focus(map) {
  const drawn = kind === "circle" ? circle() : area();
  if (drawn) map.fitBounds(boxOf(drawn), { padding: 48, maxZoom: 14.5, animate: false });
}

// The places in a field are typed with a point or with a comma.
function number(name) {
  const text = field(name) ? field(name).value.replace(",", ".") : known?.[name];
  return text === "" || text === undefined || text === null || Number.isNaN(Number(text)) ? null : Number(text);
}

function circle() {
  const [lat, lng, radius] = ["lat", "lng", "radius_m"].map(number);
  if (lat === null || lng === null || Math.abs(lat) > 89) return null;
  const high = (radius ?? 0) / METRES_A_DEGREE;
  const wide = high / Math.cos((lat * Math.PI) / 180);
  const corner = (turn) => [lng + wide * Math.cos(turn), lat + high * Math.sin(turn)];
  const ring = Array.from({ length: CORNERS + 1 }, (_, at) => corner((at / CORNERS) * 2 * Math.PI));
  return { type: "Polygon", coordinates: [ring] };
}

function area() {
  try {
    const typed = field("polygon") ? JSON.parse(field("polygon").value) : known?.polygon;
    return Array.isArray(typed?.coordinates) && boxOf(typed) ? typed : null;
  } catch {
    return null; // half typed
  }
}

// Of the zone that is chosen; until one is, of all.
function borders(zoneId) {
  const shown = zones[zoneId] ? [zones[zoneId]] : Object.values(zones);
  return { type: "FeatureCollection", features: shown.map(({ polygon }) => feature(polygon)) };
}

function box(zoneId) {
  const all = zones[zoneId] ? [zones[zoneId].bounds] : Object.values(zones).map(({ bounds }) => bounds);
  const side = (at, pick) => pick(...all.map((bounds) => bounds[at]));
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
}

function boxOf({ coordinates }) {
  const flat = coordinates.flat(Infinity);
  const lngs = flat.filter((_, at) => at % 2 === 0);
  const lats = flat.filter((_, at) => at % 2 === 1);
  const sides = [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
  return sides.every(Number.isFinite) && Math.abs(sides[1]) <= 90 && Math.abs(sides[3]) <= 90 ? sides : null;
}

function feature(geometry) {
  return geometry ? { type: "Feature", properties: {}, geometry } : NOTHING;
}

function style(colors) {
  return {
    version: 8,
    sources: { zone: { type: "geojson", data: NOTHING }, shape: { type: "geojson", data: NOTHING } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colors.ground } },
      { id: "zone", type: "fill", source: "zone", paint: { "fill-color": colors.zone } },
      {
        id: "border",
        type: "line",
        source: "zone",
        paint: { "line-color": colors.border, "line-width": 1.5, "line-dasharray": [3, 2] },
      },
      { id: "shape", type: "fill", source: "shape", paint: { "fill-color": colors.line, "fill-opacity": 0.25 } },
      { id: "outline", type: "line", source: "shape", paint: { "line-color": colors.line, "line-width": 2 } },
    ],
  };
}
