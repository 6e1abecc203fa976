// The map of one person's trip: zone and cells, route line, places, one car that drives from position to position.

import { Map as Drawing, Marker, NavigationControl, setWorkerUrl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { NOTHING, boxOf, collection, controlsText, ground, tilesSource } from "./ground.js";
import { palette, whenThemeChanges } from "./palette.js";

const EDGE_PX = 56;
const LONGEST_STEP_MS = 5_000;

export class TripMap extends EventTarget {
  // Emits "move" {lat, lng} when the person stops dragging the map: the middle is a place to choose.

  #map;
  #ready;
  #markers = new Map();
  #car = null;
  #carLabel;
  #cover = {};
  #still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor({ container, tileUrl, workerUrl, text, centre, zoom = 13, rightToLeft = false }) {
    super();
    this.#carLabel = text.your_car;
    setWorkerUrl(workerUrl);
    this.#map = new Drawing({
      container,
      style: style(palette(), tileUrl),
      center: [centre.lng, centre.lat],
      zoom,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: tileUrl ? { customAttribution: "© OpenStreetMap" } : false,
      locale: controlsText(text),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: false }), rightToLeft ? "top-left" : "top-right");
    this.#ready = new Promise((resolve) => this.#map.once("load", resolve));
    this.#map.on("moveend", (event) => event.originalEvent && this.#emitMiddle());
    whenThemeChanges(() => this.#recolor(tileUrl));
  }

  get middle() {
    const { lat, lng } = this.#map.getCenter();
    return { lat, lng };
  }

  // Where the car is, null when there is none.
  get car() {
    return this.#car?.to ?? null;
  }

  // How many pixels of an edge a sheet covers: what is shown keeps clear of it.
  cover({ bottom = 0, left = 0, right = 0 }) {
    this.#cover = { bottom, left, right };
    if (this.#map.isMoving()) this.#map.once("moveend", () => this.cover(this.#cover)); // to set it ends a flight
    else this.#map.setPadding(this.#cover);
  }

  async showZone({ polygon, cells }) {
    await this.#ready;
    this.#map.getSource("zone").setData(feature(polygon));
    this.#map.getSource("cells").setData(cells ? feature(cells) : NOTHING);
  }

  // Cells filled by value 0…1: demand, for drivers.
  async showHeat(features) {
    await this.#ready;
    this.#map.getSource("heat").setData(features ?? NOTHING);
  }

  // [[lat, lng], …]; `sure` is false where no road engine drew it: then it is a dashed line.
  async showRoute(points, { sure = true } = {}) {
    await this.#ready;
    const line = points.length > 1 ? [lineOf(points, { sure })] : [];
    this.#map.getSource("route").setData(collection(line));
  }

  // A named place: pickup, dropoff, stop-1, … `label` is read to those who cannot see it. Null takes it away.
  setPlace(name, place, label = "") {
    const known = this.#markers.get(name);
    if (!place) {
      known?.remove();
      this.#markers.delete(name);
      return;
    }
    if (known) known.setLngLat([place.lng, place.lat]);
    else this.#markers.set(name, this.#mark(name, place, label));
  }

  // The car drives from where it is drawn to `place` in the time since its last position.
  setCar(place, { heading = null, now = performance.now() } = {}) {
    if (!place) {
      this.#car?.marker.remove();
      this.#car = null;
      return;
    }
    if (!this.#car) {
      this.#car = { marker: this.#mark("car", place, this.#carLabel), from: place, to: place, began: now, stepMs: 0 };
    } else {
      const stepMs = Math.min(LONGEST_STEP_MS, now - this.#car.heardAt);
      Object.assign(this.#car, { from: this.#carAt(now), to: place, began: now, stepMs });
    }
    this.#car.heardAt = now;
    if (heading !== null) this.#car.marker.setRotation(heading);
    this.#drive();
  }

  fit(places, { maxZoom = 15.5 } = {}) {
    if (!places.length) return;
    this.#map.fitBounds(boxOf(places), { padding: EDGE_PX, maxZoom, duration: this.#still ? 0 : 600 });
  }

  flyTo({ lat, lng }, zoom = 15) {
    this.#map.flyTo({ center: [lng, lat], zoom: Math.max(zoom, this.#map.getZoom()), duration: this.#still ? 0 : 600 });
  }

  // Where a place is drawn, in pixels of the map's box: for tests.
  pixelOf({ lat, lng }) {
    return this.#map.project([lng, lat]);
  }

  #mark(name, place, label) {
    const element = document.createElement("span");
    element.className = `map-mark map-mark-${name.split("-")[0]}`;
    element.dataset.mark = name;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    return new Marker({ element, rotationAlignment: "map" }).setLngLat([place.lng, place.lat]).addTo(this.#map);
  }

  #carAt(now) {
    const { from, to, began, stepMs } = this.#car;
    const share = stepMs && !this.#still ? Math.min(1, (now - began) / stepMs) : 1;
    return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share };
  }

  #drive() {
    if (!this.#car) return;
    const now = performance.now();
    const { lat, lng } = this.#carAt(now);
    this.#car.marker.setLngLat([lng, lat]);
    if (now - this.#car.began < this.#car.stepMs && !this.#still) {
      cancelAnimationFrame(this.#car.frame);
      this.#car.frame = requestAnimationFrame(() => this.#drive());
    }
  }

  #emitMiddle() {
    this.dispatchEvent(new CustomEvent("move", { detail: this.middle }));
  }

  #recolor(tileUrl) {
    for (const layer of style(palette(), tileUrl).layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.#map.setPaintProperty(layer.id, name, value);
    }
  }
}

function style(colors, tileUrl) {
  const data = { type: "geojson", data: NOTHING };
  return {
    version: 8,
    sources: { zone: data, cells: data, heat: data, route: data, ...tilesSource(tileUrl) },
    layers: [...ground(colors, tileUrl), heat(colors), ...route(colors)],
  };
}

function heat(colors) {
  return {
    id: "heat",
    type: "fill",
    source: "heat",
    paint: { "fill-color": colors.job, "fill-opacity": ["*", 0.55, ["coalesce", ["get", "level"], 0]] },
  };
}

function route(colors) {
  const sure = ["==", ["get", "sure"], true];
  return [
    { id: "route-edge", type: "line", source: "route", filter: sure, paint: { "line-color": colors.surface, "line-width": 8 } },
    { id: "route", type: "line", source: "route", filter: sure, paint: { "line-color": colors.trip, "line-width": 5 } },
    {
      id: "route-guess",
      type: "line",
      source: "route",
      filter: ["!", sure],
      paint: { "line-color": colors.trip, "line-width": 3, "line-dasharray": [2, 1.5] },
    },
  ];
}

function feature(geometry) {
  return { type: "Feature", properties: {}, geometry };
}

function lineOf(points, properties) {
  return { type: "Feature", properties, geometry: { type: "LineString", coordinates: points.map(([lat, lng]) => [lng, lat]) } };
}
