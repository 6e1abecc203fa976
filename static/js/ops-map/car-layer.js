// All cars in one draw call. The graphics card moves them between two snapshots, so five thousand cost what ten do.

import { MercatorCoordinate } from "../../vendor/maplibre-gl/maplibre-gl.mjs";

const FLOATS_A_CAR = 8; // from x, from y, to x, to y, heading, state, start of the step (s), its length (s)
const FRAME_MS = 33;

const VERTEX = `#version 300 es
uniform mat4 u_matrix;
uniform float u_now;
uniform float u_size;
layout(location = 0) in vec2 a_from;
layout(location = 1) in vec2 a_to;
layout(location = 2) in vec2 a_heading_state;
layout(location = 3) in vec2 a_step;
flat out float v_heading;
flat out float v_state;
void main() {
  float progress = a_step.y > 0.0 ? clamp((u_now - a_step.x) / a_step.y, 0.0, 1.0) : 1.0;
  gl_Position = u_matrix * vec4(mix(a_from, a_to, progress), 0.0, 1.0);
  gl_PointSize = u_size;
  v_heading = radians(a_heading_state.x);
  v_state = a_heading_state.y;
}`;

// Three shapes as well as three colours: an arrow, an arrow in a ring, an arrow in a disc.
const FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 u_colors[3];
uniform vec3 u_edge;
uniform float u_size;
flat in float v_heading;
flat in float v_state;
out vec4 color;
float arrow(vec2 p) {
  p.x = abs(p.x);
  float side = dot(p - vec2(0.0, -0.82), vec2(0.930, -0.366));
  float base = dot(p - vec2(0.0, 0.36), vec2(-0.480, 0.877));
  return max(side, base);
}
void main() {
  int state = int(v_state + 0.5);
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float c = cos(v_heading), s = sin(v_heading);
  p = vec2(c * p.x + s * p.y, -s * p.x + c * p.y);
  float px = 2.0 / u_size;
  float disc = length(p) - 0.80;
  float head = arrow(p * (state == 0 ? 1.0 : 1.6));
  vec3 body = u_colors[state];
  float outer = state == 2 ? disc : head;
  float edge = 1.0 - smoothstep(px * 0.5, px * 2.5, outer);
  float fill = 1.0 - smoothstep(-px, px * 0.5, outer);
  vec3 rgb = mix(u_edge, body, fill);
  if (state == 2) rgb = mix(rgb, u_edge, 1.0 - smoothstep(-px, px, head));
  if (state == 1) {
    float ring = 1.0 - smoothstep(0.0, px * 1.5, abs(length(p) - 0.82) - px);
    rgb = mix(rgb, body, ring * (1.0 - edge));
    edge = max(edge, ring);
  }
  color = vec4(rgb * edge, edge);
}`;

export class CarLayer {
  id = "cars";
  type = "custom";
  renderingMode = "2d";

  #city;
  #colors;
  #still;
  #map = null;
  #program = null;
  #places = {};
  #buffer = null;
  #vertices = null;
  #count = 0;
  #origin = [0, 0];
  #sentAt = 0;
  #movingUntil = 0;
  #nextFrame = 0;

  constructor(city, colors) {
    this.#city = city;
    this.#colors = colors;
    this.#still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  onAdd(map, gl) {
    this.#map = map;
    this.#program = link(gl);
    for (const name of ["u_matrix", "u_now", "u_size", "u_colors", "u_edge"]) {
      this.#places[name] = gl.getUniformLocation(this.#program, name);
    }
    this.#buffer = gl.createBuffer();
    this.#vertices = gl.createVertexArray();
    gl.bindVertexArray(this.#vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    for (const place of [0, 1, 2, 3]) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 2, gl.FLOAT, false, FLOATS_A_CAR * 4, place * 8);
    }
    gl.bindVertexArray(null);
    this.refresh();
  }

  onRemove(map, gl) {
    clearTimeout(this.#nextFrame);
    gl.deleteBuffer(this.#buffer);
    gl.deleteVertexArray(this.#vertices);
    gl.deleteProgram(this.#program);
  }

  recolor(colors) {
    this.#colors = colors;
    this.#map?.triggerRepaint();
  }

  // A new snapshot: send both ends of every car's step to the card, relative to one of them. A float alone has a
  // grain of two metres on a world map; relative to a car nearby it has none to see.
  refresh() {
    if (!this.#map) return;
    const gl = this.#map.painter.context.gl;
    const cars = [...this.#city.cars.values()];
    this.#count = cars.length;
    this.#sentAt = performance.now();
    this.#movingUntil = Math.max(0, ...cars.map((car) => car.startedAt + car.stepMs));
    if (cars.length) this.#origin = mercator(cars[0].lat, cars[0].lng);
    const data = new Float32Array(cars.length * FLOATS_A_CAR);
    cars.forEach((car, index) => this.#write(data, index * FLOATS_A_CAR, car));
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, null);
    this.#map.triggerRepaint();
  }

  #write(data, offset, car) {
    const [x0, y0] = this.#origin;
    const [fromX, fromY] = mercator(car.fromLat, car.fromLng);
    const [toX, toY] = mercator(car.lat, car.lng);
    const startedS = (car.startedAt - this.#sentAt) / 1_000;
    const step = [startedS, this.#still ? 0 : car.stepMs / 1_000];
    data.set([fromX - x0, fromY - y0, toX - x0, toY - y0, car.heading, car.state, ...step], offset);
  }

  render(gl, { defaultProjectionData }) {
    if (!this.#count) return;
    this.#draw(gl, defaultProjectionData.mainMatrix);
    if (!this.#still && performance.now() < this.#movingUntil) this.#repaintSoon();
  }

  #draw(gl, matrix) {
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#vertices);
    gl.uniformMatrix4fv(this.#places.u_matrix, false, moved(matrix, this.#origin));
    gl.uniform1f(this.#places.u_now, (performance.now() - this.#sentAt) / 1_000);
    gl.uniform1f(this.#places.u_size, carSize(this.#map.getZoom()) * devicePixelRatio);
    gl.uniform3fv(this.#places.u_colors, this.#colors.cars.flat());
    gl.uniform3fv(this.#places.u_edge, this.#colors.edge);
    gl.disable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.POINTS, 0, this.#count);
    gl.bindVertexArray(null);
  }

  #repaintSoon() {
    clearTimeout(this.#nextFrame);
    this.#nextFrame = setTimeout(() => this.#map.triggerRepaint(), FRAME_MS);
  }
}

function carSize(zoom) {
  return Math.max(15, Math.min(36, 15 + (zoom - 10) * 4));
}

function mercator(lat, lng) {
  const { x, y } = MercatorCoordinate.fromLngLat([lng, lat]);
  return [x, y];
}

// matrix × translation, in double precision before the card's single precision.
function moved(matrix, [x, y]) {
  const m = Array.from(matrix);
  for (let row = 0; row < 4; row += 1) m[12 + row] += m[row] * x + m[4 + row] * y;
  return new Float32Array(m);
}

function link(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}
