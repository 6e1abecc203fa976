// Other places for a ride that is under way: chosen as when it was ordered, priced, and changed only then.

import { busy, fareLines, fill, write } from "../app/page.js";
import { Problem } from "../app/session.js";
import { MOST_STOPS } from "./route.js";

const PICKUP_OPEN = new Set(["requested", "searching", "accepted", "arriving"]);

export class Change {
  #app;
  #route;
  #ride;
  #back;
  #view;
  #wish = null; // {quote, and the names of its places}

  // `ride()` is the ride now, `back` shows it.
  constructor(app, { route, ride, back }) {
    this.#app = app;
    this.#route = route;
    this.#ride = ride;
    this.#back = back;
    this.#view = app.sheet.querySelector("[data-view=change]");
    app.sheet.querySelector("[data-change-open]").addEventListener("click", () => this.#open());
    this.#view.querySelector("[data-back]").addEventListener("click", () => this.#route.show());
    this.#view.querySelector("[data-keep]").addEventListener("click", back);
    this.#view.querySelector("[data-confirm]").addEventListener("click", (event) => this.#confirm(event.currentTarget));
  }

  #open() {
    const { text } = this.#app;
    const { status, pickup, stops, dropoff } = this.#ride();
    const coming = stops.filter(({ reached_at: reached }) => !reached);
    this.#route.edit({
      pickup,
      stops: coming,
      dropoff,
      fixed: PICKUP_OPEN.has(status) ? [] : ["pickup"],
      mostStops: MOST_STOPS - (stops.length - coming.length),
      title: text.change_title,
      go: text.see_new_price,
      back: this.#back,
      done: (places, button) => this.#quote(places, button),
    });
  }

  async #quote({ pickup, stops, dropoff }, button) {
    const { id } = this.#ride();
    const body = { pickup: point(pickup), stops: stops.map(point), dropoff: point(dropoff) };
    try {
      const quote = await busy(button, () => this.#app.session.call("POST", `rider/rides/${id}/change-quote`, body));
      const labels = { pickup_label: pickup.label, stop_labels: stops.map(({ label }) => label), dropoff_label: dropoff.label };
      this.#wish = { quote: quote.quote, ...labels };
      this.#show(quote);
    } catch (error) {
      if (!(error instanceof Problem)) return this.#app.report(error);
      this.#route.show({ error: error.message });
    }
  }

  #show({ fare, difference_minor: more, distance_m: metres, duration_s: seconds }) {
    const { format, text, map } = this.#app;
    const words = more > 0 ? text.costs_more : more < 0 ? text.costs_less : text.costs_same;
    fill(this.#view, {
      total: format.money(fare.total, fare.currency),
      difference: words.replace("%(amount)s", format.minor(Math.abs(more), fare.currency)),
      summary: `${format.distance(metres)} · ${format.duration(seconds)}`,
    });
    this.#view.querySelector("[data-lines]").replaceChildren(...fareLines(fare, format));
    write(this.#view.querySelector("[data-error]"), "");
    this.#app.show("change");
    map?.showRoute(this.#route.all.map(({ lat, lng }) => [lat, lng]), { sure: false });
    map?.fit(this.#route.all);
  }

  async #confirm(button) {
    const data = { ride_id: this.#ride().id, ...this.#wish };
    try {
      await busy(button, () => this.#app.live.command("ride.change", data));
      this.#back();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.slug === "quote-expired") this.#route.show({ error: this.#app.text.price_expired });
      else write(this.#view.querySelector("[data-error]"), error.message);
    }
  }
}

function point({ lat, lng }) {
  return { lat, lng };
}
