// The drawn map: zone, cells, trips and jobs as ordinary layers, cars in a layer of their own. Works without tiles.

import { Map as Drawing, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { CarLayer } from "./car-layer.js";
import { HEAT_LAYERS, cellCard, heatLayers } from "./heat.js";
import { CAR_STATES } from "./model.js";
import { palette, whenThemeChanges } from "../map/palette.js";
import { NOTHING, boxOf, collection, controlsText, ground, point, tilesSource } from "../map/ground.js";

const REACH_PX = 22; // half a touch target

export class OpsMap {
  #map;
  #cars;
  #city;
  #text;
  #ready;
  #choose;
  #popup = null;

  // `choose(kind, item)` is told which job or trip somebody pointed at.
  constructor({ container, city, zone, tileUrl, workerUrl, text, rightToLeft, choose }) {
    setWorkerUrl(workerUrl);
    this.#city = city;
    this.#text = text;
    this.#choose = choose;
    const colors = palette();
    this.#cars = new CarLayer(city, colors);
    this.#map = new Drawing({
      container,
      style: style(colors, tileUrl),
      bounds: zone.bounds,
      fitBoundsOptions: { padding: 24 },
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: tileUrl ? { customAttribution: "© OpenStreetMap" } : false,
      locale: controlsText(text),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#addControls(rightToLeft);
    this.#ready = new Promise((resolve) => this.#map.once("load", resolve));
    this.#ready.then(() => {
      this.#map.addLayer(this.#cars);
      this.#drawZone(zone);
      this.refresh();
    });
    this.#map.on("click", (event) => this.#tell(event.point));
    whenThemeChanges(() => this.#recolor(tileUrl));
  }

  #addControls(rightToLeft) {
    this.#map.addControl(new NavigationControl({ showCompass: false }), rightToLeft ? "top-left" : "top-right");
    this.#map.addControl(new ScaleControl({ maxWidth: 120 }), rightToLeft ? "bottom-right" : "bottom-left");
  }

  async showZone(zone) {
    await this.#ready;
    this.#popup?.remove();
    this.#drawZone(zone);
    this.refresh();
    this.#map.fitBounds(zone.bounds, { padding: 24, duration: 600 });
  }

  async refresh() {
    await this.#ready;
    this.#map.getSource("trips").setData(collection(this.#city.rides.map(tripLine)));
    this.#map.getSource("trip-ends").setData(collection(this.#city.rides.flatMap(tripEnds)));
    this.#map.getSource("jobs").setData(collection(this.#city.jobs.map(jobPoint)));
    this.#map.getSource("alerts").setData(collection(this.#city.alerts.map(({ lat, lng }) => point([lat, lng]))));
    this.#cars.refresh();
  }

  // Where the cars and jobs are, rather than the whole zone.
  async showActivity() {
    await this.#ready;
    const places = [...this.#city.cars.values(), ...this.#city.jobs];
    if (places.length) this.#map.fitBounds(boxOf(places), { padding: 64, maxZoom: 13.5, duration: 600 });
  }

  // The cells of the layer `name` ("" for none) from a GeoJSON collection.
  async showCells(name, cells) {
    await this.#ready;
    this.#map.getSource("heat").setData(cells);
    for (const layer of HEAT_LAYERS) {
      this.#map.setLayoutProperty(`heat-${layer}`, "visibility", layer === name ? "visible" : "none");
    }
  }

  flyTo([lat, lng]) {
    this.#map.flyTo({ center: [lng, lat], zoom: Math.max(this.#map.getZoom(), 14), duration: 700 });
  }

  flyToTrip({ pickup, dropoff }) {
    const ends = [pickup, dropoff].map(([lat, lng]) => ({ lat, lng }));
    this.#map.fitBounds(boxOf(ends), { padding: 80, maxZoom: 15, duration: 700 });
  }

  // Where a car is drawn now, in pixels of the map's own box: for tests and for whoever points at it.
  pixelOf(id) {
    const place = this.#city.placeOf(id);
    return place && this.#map.project([place[1], place[0]]);
  }

  async #drawZone(zone) {
    this.#map.getSource("zone").setData({ type: "Feature", properties: {}, geometry: zone.polygon });
    this.#map.getSource("cells").setData({ type: "Feature", properties: {}, geometry: zone.cells });
  }

  #recolor(tileUrl) {
    const colors = palette();
    for (const layer of style(colors, tileUrl).layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.#map.setPaintProperty(layer.id, name, value);
    }
    this.#cars.recolor(colors);
  }

  #tell(point) {
    const near = this.#nearestCar(point);
    if (near) this.#tellOfCar(near);
    else if (!this.#tellOfRide(point)) this.#tellOfCell(point);
  }

  #tellOfCar(near) {
    const [lat, lng] = this.#city.placeOf(near);
    const content = document.createElement("p");
    content.className = "car-card";
    const id = document.createElement("bdi");
    id.dir = "ltr";
    id.textContent = near;
    content.append(`${this.#text.car} `, id, ` · ${this.#text[CAR_STATES[this.#city.cars.get(near).state]]}`);
    this.#open([lng, lat], content);
  }

  #tellOfRide({ x, y }) {
    const box = [[x - REACH_PX / 2, y - REACH_PX / 2], [x + REACH_PX / 2, y + REACH_PX / 2]];
    const [found] = this.#map.queryRenderedFeatures(box, { layers: ["jobs", "trip-ends", "trips-started", "trips-waiting"] });
    if (!found) return false;
    const kind = found.layer.id === "jobs" ? "jobs" : "rides";
    const item = this.#city[kind].find(({ id }) => id === found.properties.id);
    if (item) this.#choose(kind, item);
    return Boolean(item);
  }

  #tellOfCell(point) {
    const [cell] = this.#map.queryRenderedFeatures(point, { layers: HEAT_LAYERS.map((name) => `heat-${name}`) });
    if (cell) this.#open(this.#map.unproject(point), cellCard(cell.properties, this.#text.heat));
  }

  #open(place, content) {
    this.#popup?.remove();
    this.#popup = new Popup({ offset: 14, focusAfterOpen: false }).setLngLat(place).setDOMContent(content);
    this.#popup.addTo(this.#map);
  }

  #nearestCar(point) {
    let nearest = null;
    let reach = REACH_PX;
    for (const id of this.#city.cars.keys()) {
      const { x, y } = this.pixelOf(id);
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance < reach) [nearest, reach] = [id, distance];
    }
    return nearest;
  }
}

function style(colors, tileUrl) {
  const data = { type: "geojson", data: NOTHING };
  const sources = { zone: data, cells: data, heat: data, trips: data, "trip-ends": data, jobs: data, alerts: data };
  return { version: 8, sources: { ...sources, ...tilesSource(tileUrl) }, layers: layers(colors, tileUrl) };
}

function layers(colors, tileUrl) {
  const started = ["==", ["get", "status"], "in_progress"];
  const tripColor = ["case", started, colors.trip, colors.waiting];
  const grows = (small, large) => ["interpolate", ["linear"], ["zoom"], 10, small, 15, large];
  return [
    ...ground(colors, tileUrl),
    ...heatLayers(),
    {
      id: "trips-waiting",
      type: "line",
      source: "trips",
      filter: ["!", started],
      paint: { "line-color": colors.waiting, "line-width": grows(1, 2), "line-dasharray": [2, 2], "line-opacity": 0.7 },
    },
    {
      id: "trips-started",
      type: "line",
      source: "trips",
      filter: started,
      paint: { "line-color": colors.trip, "line-width": grows(1.25, 3), "line-opacity": 0.4 },
    },
    {
      id: "trip-ends",
      type: "circle",
      source: "trip-ends",
      paint: {
        "circle-radius": grows(1.75, 4.5),
        "circle-color": ["case", ["==", ["get", "end"], "pickup"], colors.surface, tripColor],
        "circle-stroke-color": tripColor,
        "circle-stroke-width": grows(1, 2),
      },
    },
    {
      id: "job-halos",
      type: "circle",
      source: "jobs",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "age"], 0, 9, 120, 24],
        "circle-color": colors.job,
        "circle-opacity": 0.2,
      },
    },
    {
      id: "jobs",
      type: "circle",
      source: "jobs",
      paint: {
        "circle-radius": grows(4.5, 7),
        "circle-color": colors.job,
        "circle-stroke-color": colors.surface,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "alerts",
      type: "circle",
      source: "alerts",
      paint: {
        "circle-radius": grows(14, 22),
        "circle-color": colors.bad,
        "circle-opacity": 0.25,
        "circle-stroke-color": colors.bad,
        "circle-stroke-width": 3,
      },
    },
  ];
}

function jobPoint({ id, lat, lng, age }) {
  return point([lat, lng], { id, age });
}

function tripEnds({ id, status, pickup, dropoff }) {
  return [point(pickup, { id, status, end: "pickup" }), point(dropoff, { id, status, end: "dropoff" })];
}

function tripLine({ id, status, pickup, dropoff }) {
  const coordinates = [pickup, dropoff].map(([lat, lng]) => [lng, lat]);
  return { type: "Feature", properties: { id, status }, geometry: { type: "LineString", coordinates } };
}
