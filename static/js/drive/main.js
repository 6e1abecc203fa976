// Puts the driver's app together: who is signed in → on duty or not → an offer → the ride they drive.

import { History } from "../app/history.js";
import { notify } from "../app/page.js";
import { Problem, Unreachable } from "../app/session.js";
import { Shell } from "../app/shell.js";
import { Duty } from "./duty.js";
import { Offer } from "./offer.js";
import { Papers } from "./papers.js";
import { Trip } from "./trip.js";

const FINAL = new Set(["completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"]);
const QUIET = new Set(["position-refused"]); // the next position mends it
const app = new Shell({ role: "driver" });
const duty = new Duty(app);
const offer = new Offer(app, { over: goOn, taken: findRide, shown: () => duty.ring() });
const trip = new Trip(app, { over: goOn, lost: findRide, heard: take });
const history = new History(app, { back: goOn, review: (past) => trip.review(past, () => history.open()) });
const papers = new Papers(app, { back: goOn });
const rides = new Map(); // the one under way, and perhaps the next, by id, in the order of acceptance

app.live.addEventListener("event", ({ detail }) => hear(detail));
app.live.addEventListener("problem", ({ detail }) => tellProblem(detail));
app.live.addEventListener("state", ({ detail }) => detail.name === "open" && duty.tellAgain());
app.onMenu("history", () => history.open());
app.onMenu("papers", () => papers.open());
app.begin({ enter, leave, refused: strangers });

async function enter() {
  try {
    await Promise.all([duty.load(), loadRide()]);
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
  trip.clear();
  duty.clear();
}

function hear({ event, data }) {
  if (event === "offer.made") offer.show(data);
  else if (event === "offer.closed") offer.closed(data);
  else if (event === "ride.updated") take(data.ride);
  else if (event === "driver.updated") hearOfDriver(data);
}

async function hearOfDriver({ title, detail }) {
  notify([title, detail].filter(Boolean).join(" "), { kind: "warning", forMs: 15_000 });
  await duty.load();
  if (app.root.dataset.shown === "duty") duty.show();
}

async function loadRide() {
  const { ride } = await app.session.call("GET", "driver/rides/current");
  if (ride) rides.set(ride.id, ride);
}

// After accepting, should the news of it be late: the ride is there already.
async function findRide() {
  try {
    await loadRide();
    goOn();
  } catch (error) {
    app.report(error);
  }
}

function take(news) {
  const mine = rides.has(news.id);
  if (FINAL.has(news.status)) {
    if (!mine) return; // late word of an earlier ride
    const current = under() === news.id;
    rides.delete(news.id);
    if (current) trip.end(news);
    return;
  }
  rides.set(news.id, news);
  offer.follow(news);
  if (under() === news.id && !offer.open) trip.show(news);
}

function under() {
  return rides.keys().next().value;
}

// What is to be done now: an offer to answer, a ride to drive, or waiting for one.
function goOn() {
  if (offer.open) offer.present();
  else if (rides.size) trip.show(rides.get(under()), { again: true });
  else {
    trip.clear();
    duty.show();
  }
}

function tellProblem(problem) {
  const trouble = new Problem(problem.status, problem);
  if (!QUIET.has(trouble.slug)) app.report(trouble);
}

function strangers(problem) {
  if (problem.slug !== "role-not-held") return false;
  app.show("stranger");
  return true;
}

app.sheet.querySelector("[data-view=stranger] [data-other]").addEventListener("click", () => app.show("phone"));
