// Puts the rider's app together: who is signed in → what their ride is → which view of the sheet is shown.

import { History } from "../app/history.js";
import { Shell } from "../app/shell.js";
import { Booking } from "./booking.js";
import { Trip } from "./trip.js";

const FINAL = new Set(["completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"]);
const app = new Shell({ role: "rider" });
const booking = new Booking(app, { ordered: take });
const trip = new Trip(app, { over: () => booking.begin() });
const history = new History(app, { back: resumeView, review });
let ride = null;

app.live.addEventListener("event", ({ detail }) => detail.event === "ride.updated" && take(detail.data.ride));
app.live.addEventListener("location", ({ detail }) => trip.follow(detail));
app.addEventListener("shown", ({ detail }) => {
  app.root.querySelector("[data-crosshair]").hidden = detail.name !== "where";
});
app.onMenu("history", () => history.open());
app.begin({ enter, leave });

async function enter() {
  try {
    const { ride: current } = await app.session.call("GET", "rider/rides/current");
    current ? take(current) : booking.begin();
  } catch (error) {
    app.report(error);
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
  ride = null;
  trip.clear();
  booking.clear();
}
