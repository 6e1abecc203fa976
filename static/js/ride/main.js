// Puts the rider's app together: who is signed in → what their ride is → which view of the sheet is shown.

import { Chat } from "../app/chat.js";
import { paidFor } from "../app/ending.js";
import { Help } from "../app/help.js";
import { History } from "../app/history.js";
import { News } from "../app/news.js";
import { notify } from "../app/page.js";
import { Push } from "../app/push.js";
import { Problem, Unreachable } from "../app/session.js";
import { Shell } from "../app/shell.js";
import { Account } from "./account.js";
import { After } from "./after.js";
import { Booking } from "./booking.js";
import { Cancel } from "./cancel.js";
import { Care } from "./care.js";
import { Change } from "./change.js";
import { Drivers } from "./drivers.js";
import { Inbox } from "./inbox.js";
import { Instant } from "./instant.js";
import { List } from "./list.js";
import { Reservations } from "./reservations.js";
import { Route } from "./route.js";
import { Wellbeing, here } from "./wellbeing.js";
import { SavedPlaces } from "./saved.js";
import { Sharing } from "./sharing.js";
import { Suspension } from "./suspension.js";
import { Terms } from "./terms.js";
import { Trip, WITH_DRIVER } from "./trip.js";

const FINAL = new Set(["completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"]);
const FEE_TOLD = "fee-told"; // the ride whose fee was last shown on this phone
const TOLD_FOR_MS = 7 * 24 * 3_600_000; // as long as news wait for who was away
const app = new Shell({ role: "rider" });
const list = new List(app);
const route = new Route(app);
const places = new SavedPlaces(app, { route, list });
const booking = new Booking(app, { route, terms: new Terms(app), ordered, refused });
const instant = new Instant(app, { chosen: (car) => booking.takeCar(car) });
const trip = new Trip(app, { over: startOver });
const now = () => trip.ride;
const cancel = new Cancel(app, { ride: now });
new Change(app, { route, ride: now, back: resumeView });
const chat = new Chat(app, { about: withDriver, back: resumeView });
const help = new Help(app, { ride: now, here });
const wellbeing = new Wellbeing(app, { ride: now, help });
const sharing = new Sharing(app);
const news = new News(app);
const care = new Care(app, { list, news });
const after = new After(app, { over: startOver, care });
const reservations = new Reservations(app, { list, cancel: (ride) => cancel.ask(ride) });
const drivers = new Drivers(app, { list });
const inbox = new Inbox(app, { list });
const suspension = new Suspension(app);
const history = new History(app, { back: resumeView, review });
const push = new Push(app, { button: app.sheet.querySelector("[data-view=trip] [data-push]") });
const account = new Account(app);
const asides = { places, drivers, reservations, inbox, cases: care, account };

app.live.addEventListener("event", ({ detail }) => hear(detail));
app.live.addEventListener("location", ({ detail }) => trip.follow(detail));
app.live.addEventListener("problem", ({ detail }) => app.report(new Problem(detail.status, detail)));
app.addEventListener("shown", () => showCrosshair());
route.addEventListener("choosing", () => showCrosshair());
app.onMenu("history", () => history.open());
for (const [name, its] of Object.entries(asides)) app.onMenu(name, () => open(its));
reservations.onOpen(() => open(reservations));
app.begin({ enter, leave });

async function enter() {
  account.speak().catch(() => {}); // the next visit tries again
  try {
    const paths = ["rider/rides/current", "rider/rides"];
    const [{ ride }, { results }] = await Promise.all(paths.map((path) => app.session.call("GET", path)));
    if (ride) take(ride);
    else if (!(await suspension.show()) && !tellFee(results)) await startOver();
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Unreachable)) throw error;
    app.report(error);
    setTimeout(enter, 5_000);
  }
}

// A fee that came while this page was closed: told once.
function tellFee(rides) {
  const last = rides.find((ride) => !Reservations.waits(ride));
  if (!last?.fee || last.id === localStorage.getItem(FEE_TOLD) || isOld(last)) return false;
  end(last);
  return true;
}

function isOld({ ended_at: at }) {
  return app.live.now() - new Date(at) > TOLD_FOR_MS;
}

function leave() {
  for (const part of [trip, booking, places, reservations, instant]) part.clear();
  chat.of(null);
}

async function startOver() {
  trip.clear();
  chat.of(null);
  booking.begin();
  await instant.begin();
  await reservations.load().catch(() => {}); // the menu leads there too, and says what is wrong
}

function hear({ event, data, at }) {
  if (event === "ride.updated") take(data.ride);
  else if (event === "chat.message") chat.hear(data);
  else if (event === "safety.updated") help.hear(data);
  else if (event === "ride.safety_check") wellbeing.ask(data);
  else if (event === "case.updated") care.hearOfCase(data, at);
  else if (event === "lost_item.updated") care.hearOfItem(data, at);
  else tell(data, at);
}

function tell(data, at) {
  const words = Inbox.words(data);
  if (words) news.tell([words.title, words.text].filter(Boolean).join(" "), { at });
  if (data.about === "standing" && !trip.ride) enter(); // suspended, or not any more
}

// Whom the rider may write to: a new driver is a new conversation.
function withDriver({ id, status, driver }) {
  return WITH_DRIVER.has(status) ? { key: `${id}:${driver?.person_id}`, name: driver?.full_name ?? "" } : null;
}

// What was ordered: a ride that is under way, or one for later.
function ordered(ride) {
  if (!Reservations.waits(ride)) return take(ride);
  booking.clear();
  notify(app.text.reserved);
  return open(reservations);
}

// A ride of the list: most are over.
function review(ride) {
  if (ride.id === trip.ride?.id) trip.show();
  else if (Reservations.waits(ride)) open(reservations);
  else after.show(ride, () => history.open());
}

function refused(problem) {
  if (problem.slug === "ride-active") enter();
  else if (problem.slug === "suspended") suspension.show().catch((error) => app.report(error));
  else return false;
  return true;
}

function take(ride) {
  if (Reservations.waits(ride) || (FINAL.has(ride.status) && ride.id !== trip.ride?.id)) return other(ride);
  if (FINAL.has(ride.status)) {
    cancel.close();
    help.close();
    wellbeing.close();
  }
  if (ride.id !== trip.ride?.id) push.propose();
  const goBack = chat.of(ride); // nobody to write to any more
  sharing.of(FINAL.has(ride.status) ? null : ride);
  if (ride.status !== "completed") trip.take(ride);
  if (goBack && trip.ride) trip.show();
  if (FINAL.has(ride.status)) end(ride);
}

// News of another ride than the one under way: of an earlier one, or of one for later.
function other(ride) {
  if (!ride.scheduled_at) return;
  cancel.close();
  if (app.root.dataset.shown === "list") open(reservations);
  else reservations.load().catch(() => {});
}

function end(ride) {
  trip.clear();
  if (ride.fee) localStorage.setItem(FEE_TOLD, ride.id);
  if (paidFor(ride)) after.show(ride);
}

function resumeView() {
  if (trip.ride) trip.show();
  else if (suspension.known) enter();
  else startOver();
}

async function open(its) {
  try {
    await its.open(resumeView);
  } catch (error) {
    app.report(error);
  }
}

function showCrosshair() {
  const { shown } = app.root.dataset;
  app.root.querySelector("[data-crosshair]").hidden = !app.map || (shown !== "place" && !(shown === "where" && route.choosing));
}
