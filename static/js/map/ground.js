// What all maps have in common: the zone, its mesh of cells, tiles where there are any. Works without tiles.

export const NOTHING = { type: "FeatureCollection", features: [] };

export function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

export function tilesSource(tileUrl) {
  return tileUrl ? { tiles: { type: "raster", tiles: [tileUrl], tileSize: 256 } } : {};
}

// The lowest layers, over the sources "tiles", "zone" and "cells".
export function ground(colors, tileUrl) {
  return [
    { id: "ground", type: "background", paint: { "background-color": colors.ground } },
    ...(tileUrl ? [{ id: "tiles", type: "raster", source: "tiles" }] : []),
    { id: "zone", type: "fill", source: "zone", paint: { "fill-color": colors.zone, "fill-opacity": tileUrl ? 0 : 1 } },
    { id: "cells", type: "line", source: "cells", paint: { "line-color": colors.mesh, "line-width": 1 } },
    {
      id: "border",
      type: "line",
      source: "zone",
      paint: { "line-color": colors.border, "line-width": 1.5, "line-dasharray": [3, 2] },
    },
  ];
}

// [west-south, east-north] of places {lat, lng}.
export function boxOf(places) {
  const lats = places.map(({ lat }) => lat);
  const lngs = places.map(({ lng }) => lng);
  return [
    [Math.min(...lngs), Math.min(...lats)],
    [Math.max(...lngs), Math.max(...lats)],
  ];
}

export function collection(features) {
  return { type: "FeatureCollection", features };
}

export function point([lat, lng], properties = {}) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lng, lat] } };
}

export function controlsText(text) {
  return {
    "Map.Title": text.map,
    "NavigationControl.ZoomIn": text.zoom_in,
    "NavigationControl.ZoomOut": text.zoom_out,
    "Popup.Close": text.close,
    "ScaleControl.Meters": text.metres,
    "ScaleControl.Kilometers": text.kilometres,
    "AttributionControl.ToggleAttribution": text.map,
  };
}
