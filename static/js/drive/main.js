// Puts the driver's app together: who is signed in → on duty or not → an offer → the ride they drive. What is not needed
// to drive is loaded when it is opened first.

import { Chat } from "../app/chat.js";
import { paidFor, standing } from "../app/ending.js";
import { Help } from "../app/help.js";
import { History } from "../app/history.js";
import { News } from "../app/news.js";
import { notify } from "../app/page.js";
import { Problem, Unreachable } from "../app/session.js";
import { Shell } from "../app/shell.js";
import { After } from "./after.js";
import { Duty } from "./duty.js";
import { GiveUp } from "./give-up.js";
import { Offer } from "./offer.js";
import { Trip } from "./trip.js";

const FINAL = new Set(["completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"]);
const WITH_RIDER = new Set(["accepted", "arriving", "arrived", "in_progress"]);
const QUIET = new Set(["position-refused"]); // the next position mends it
const LONG_MS = 15_000;
const PAGES = {
  papers: () => import("./papers.js"),
  money: () => import("./money.js"),
  code: () => import("./code.js"),
  news: () => import("./news.js"),
  support: () => import("./support.js"),
  account: () => import("./account.js"),
};

const app = new Shell({ role: "driver" });
const duty = new Duty(app, { mend, earnings: () => open("money") });
const offer = new Offer(app, { over: goOn, taken: findRide, shown: () => duty.ring(), gone: () => duty.hush() });
const trip = new Trip(app, { lost: findRide, heard: take });
const giveUp = new GiveUp(app, { trip, heard: take });
const after = new After(app, { over: goOn });
const help = new Help(app, { ride: () => trip.ride, here: () => duty.here ?? {} });
const chat = new Chat(app, { about: conversation, back: goOn });
const history = new History(app, { back: goOn, review: (past) => after.show(past, () => history.open()) });
const news = new News(app);
const rides = new Map(); // the one under way, and perhaps the next, by id, in the order of acceptance
const opened = {};
let application = null;

app.live.addEventListener("event", ({ detail }) => hear(detail));
app.live.addEventListener("problem", ({ detail }) => tellProblem(detail));
app.live.addEventListener("state", ({ detail }) => detail.name === "open" && duty.tellAgain());
app.onMenu("history", () => history.open());
for (const name of Object.keys(PAGES)) app.onMenu(name, () => open(name));
app.begin({ enter, leave, refused: strangers, nobody: applicants });

async function enter() {
  try {
    await Promise.all([duty.load(), loadRides()]);
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Unreachable)) throw error;
    app.report(error);
    setTimeout(enter, 5_000);
    return;
  }
  offer.restore();
  if (!offer.open) goOn();
}

function leave() {
  rides.clear();
  offer.clear();
  endTrip();
  duty.clear();
}

function hear({ event, data, at }) {
  if (event === "offer.made") offer.show(data);
  else if (event === "offer.closed") offer.closed(data);
  else if (event === "ride.updated") take(data.ride);
  else if (event === "chat.message") chat.hear(data);
  else if (event === "safety.updated") help.hear(data);
  else if (event === "ride.tipped") hearOfTip(data, at);
  else if (event === "driver.updated") hearOfDriver(data, at);
  else if (event === "lost_item.updated") news.tell(`${app.text.lost_news} ${data.item.description}`, { at, kind: "warning" });
  else if (event === "case.updated") news.tellCase(data.case, { at, answered: app.text.case_news, given: () => app.text.case_news });
  else if (event === "queue.updated") hearOfTurn(data, at);
  else if (data.title) tellNews(data, at);
}

async function hearOfDriver(data, at) {
  tellNews(data, at);
  await duty.reload();
}

function hearOfTip({ tip }, at) {
  duty.forgetToday();
  news.tell(app.text.tipped.replace("%(amount)s", app.format.minor(tip.amount_minor, tip.currency)), { at });
}

// Told in the page's language: the account's, in which it was written, may be another.
function hearOfTurn({ name, reason, title }, at) {
  if (reason) news.tell(app.text.turn_lost[reason]?.replace("%(place)s", name) ?? title, { at, kind: "warning" });
}

function tellNews({ title, detail, text }, at) {
  news.tell([title, detail ?? text].filter(Boolean).join(" "), { at, kind: "warning" });
}

async function loadRides() {
  const [current, next] = await Promise.all(["current", "next"].map((which) => app.session.call("GET", `driver/rides/${which}`)));
  rides.clear();
  for (const { ride } of [current, next]) if (ride) rides.set(ride.id, ride);
}

// After accepting, should the news of it be late: the ride is there already.
async function findRide() {
  try {
    await loadRides();
    goOn();
  } catch (error) {
    app.report(error);
  }
}

function take(ride) {
  const mine = rides.has(ride.id);
  if (FINAL.has(ride.status)) {
    if (mine) end(ride); // else it is late word of an earlier ride
    return;
  }
  rides.set(ride.id, ride);
  offer.follow(ride);
  if (!offer.open) showTrip();
}

function end(ride) {
  const current = under()?.id === ride.id;
  rides.delete(ride.id);
  if (!current) return showTrip();
  endTrip();
  duty.forgetToday();
  if (paidFor(ride)) return after.show(ride);
  notify(app.text.title[standing(ride)] ?? ride.status, { kind: "warning", forMs: LONG_MS });
  goOn();
}

function endTrip() {
  giveUp.close();
  chat.of(null);
  trip.clear();
}

function under() {
  return rides.values().next().value;
}

function showTrip(how) {
  const [ride, next = null] = rides.values();
  if (!ride) return;
  const closed = chat.of(ride);
  trip.show(ride, { again: closed, ...how, next });
}

// Whom the driver writes to: nobody before a ride is theirs, nor after it.
function conversation(ride) {
  return WITH_RIDER.has(ride.status) ? { key: ride.id, name: ride.rider.first_name || app.text.rider } : null;
}

// What is to be done now: an offer to answer, a ride to drive, or waiting for one.
function goOn() {
  if (offer.open) offer.present();
  else if (rides.size) showTrip({ again: true });
  else {
    endTrip();
    duty.show();
  }
}

async function open(name, ...where) {
  try {
    const { Page } = await PAGES[name]().catch(() => Promise.reject(new Unreachable(name)));
    opened[name] ??= new Page(app, { back: goOn });
    await opened[name].open(...where);
  } catch (error) {
    app.report(error);
  }
}

// Where a shut gate is opened.
function mend(reason) {
  return open("papers", reason.kind ? reason : null);
}

function tellProblem(problem) {
  const trouble = new Problem(problem.status, problem);
  if (!QUIET.has(trouble.slug)) app.report(trouble);
}

function strangers(problem, entered) {
  if (problem.slug !== "role-not-held") return false;
  apply().then((found) => found.offer(entered), (error) => app.report(error));
  return true;
}

// Somebody who is signed in on this phone to ride may be on the way to drive.
async function applicants() {
  if (!localStorage.getItem("signed-in:rider")) return false;
  return (await apply()).resume();
}

async function apply() {
  const { Application } = await import("./application.js").catch(() => Promise.reject(new Unreachable("application")));
  return (application ??= new Application(app));
}
