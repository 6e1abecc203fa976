// The stylesheet's tokens, for what is drawn on a canvas.

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const rgb = (name) => [1, 3, 5].map((at) => parseInt(token(name).slice(at, at + 2), 16) / 255);
  return {
    ground: token("--map-ground"),
    zone: token("--map-zone"),
    mesh: token("--map-mesh"),
    border: token("--map-border"),
    trip: token("--car-trip"),
    waiting: token("--line-strong"),
    job: token("--job"),
    bad: token("--bad"),
    surface: token("--surface"),
    cars: ["--car-free", "--car-offered", "--car-trip"].map(rgb),
    edge: rgb("--surface"),
  };
}

export function whenThemeChanges(listener) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}
