// Puts the rider's app together: who is signed in → what their ride is → which view of the sheet is shown.

import { formats, notify, pageData, showView, write } from "../app/page.js";
import { Problem, Session, Unreachable } from "../app/session.js";
import { Live } from "../app/live.js";
import { signIn } from "../app/sign-in.js";
import { canDraw } from "../map/ground.js";
import { TripMap } from "../map/trip-map.js";
import { Booking } from "./booking.js";
import { History } from "./history.js";
import { Trip } from "./trip.js";

const FINAL = new Set(["completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"]);
const page = pageData("app-data");
const root = document.querySelector("[data-app]");
const sheet = root.querySelector("[data-sheet]");
const rightToLeft = document.documentElement.dir === "rtl";
const format = formats(page.language);
const session = new Session({ role: "rider", language: page.language });
const live = new Live(session);
const map = canDraw() ? drawMap() : withoutMap();
const app = { root, sheet, page, session, live, map, format, text: page.text, show, report };
const booking = new Booking(app, { ordered: take });
const trip = new Trip(app, { over: () => booking.begin() });
const history = new History(app, { back: resumeView, review });
let ride = null;

signIn({ root, session, text: page.text, done: enter });
session.addEventListener("ended", leave);
live.addEventListener("state", ({ detail }) => sayNetwork(detail.name));
live.addEventListener("event", ({ detail }) => detail.event === "ride.updated" && take(detail.data.ride));
live.addEventListener("location", ({ detail }) => trip.follow(detail));
const menu = document.querySelector("[data-menu]");
menu.addEventListener("click", ({ target }) => target.matches("button") && (menu.open = false));
menu.querySelector("[data-sign-out]").addEventListener("click", signOut);
menu.querySelector("[data-open=history]").addEventListener("click", () => history.open());
new ResizeObserver(keepMapClear).observe(sheet);
start();

async function start() {
  show("loading");
  try {
    if (await session.resume()) await enter();
    else show("phone");
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    notify(page.text.unreachable, { kind: "error" });
    setTimeout(start, 3_000);
  }
}

async function enter() {
  show("loading");
  sayWhoIsIn(true);
  live.start();
  try {
    const { ride: current } = await session.call("GET", "rider/rides/current");
    current ? take(current) : booking.begin();
  } catch (error) {
    report(error);
    booking.begin();
  }
}

function take(news) {
  if (FINAL.has(news.status) && news.id !== ride?.id) return; // late word of an earlier ride
  ride = news;
  trip.show(ride);
  if (FINAL.has(ride.status)) ride = null;
}

function review(past) {
  if (past.id === ride?.id) trip.show(ride);
  else trip.review(past, () => history.open());
}

function resumeView() {
  if (ride) trip.show(ride);
  else booking.begin();
}

function leave() {
  live.stop();
  ride = null;
  trip.clear();
  booking.clear();
  sayWhoIsIn(false);
  show("phone");
}

async function signOut() {
  try {
    await session.signOut();
  } catch (error) {
    report(error);
  }
}

function show(name, options) {
  showView(sheet, name, options);
  root.querySelector("[data-crosshair]").hidden = name !== "where";
  root.dataset.shown = name;
}

function report(error) {
  if (error instanceof Unreachable) notify(page.text.unreachable, { kind: "error" });
  else if (error instanceof Problem) notify(error.message, { kind: "error" });
  else throw error;
}

function sayWhoIsIn(signedIn) {
  document.querySelector("[data-signed-in]").hidden = !signedIn;
}

function sayNetwork(name) {
  const words = { offline: page.text.offline, replaced: page.text.replaced }[name] ?? "";
  const place = root.querySelector("[data-network]");
  root.dataset.connection = name;
  place.hidden = !words;
  write(place, words);
}

function drawMap() {
  const zone = page.zones.find(({ slug }) => slug === localStorage.getItem("zone")) ?? page.zones[0];
  return new TripMap({
    container: root.querySelector("[data-map]"),
    tileUrl: page.tile_url,
    workerUrl: page.worker_url,
    text: page.text,
    centre: zone.centre,
    rightToLeft,
  });
}

function withoutMap() {
  root.querySelector("[data-no-webgl]").hidden = false;
  return null;
}

// The sheet lies over the map: below on a phone, at the start side on a desk.
function keepMapClear() {
  const box = root.getBoundingClientRect();
  const { width, height } = sheet.getBoundingClientRect();
  const beside = width < box.width * 0.75;
  const cover = beside ? { [rightToLeft ? "right" : "left"]: width } : { bottom: height };
  map?.cover(cover);
  const x = beside ? (box.width + (rightToLeft ? -width : width)) / 2 : box.width / 2;
  const y = beside ? box.height / 2 : (box.height - height) / 2;
  root.style.setProperty("--crosshair-x", `${x}px`);
  root.style.setProperty("--crosshair-y", `${y}px`);
}
