// What was earned, day by day, and what is promised: challenges and guarantees.

import { busy, fill, fromTemplate } from "../app/page.js";

export class Page {
  #app;
  #view;
  #next = null;

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=money]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    this.#view.querySelector("[data-more]").addEventListener("click", ({ currentTarget }) => this.#older(currentTarget));
  }

  async open() {
    const { session } = this.#app;
    this.#app.show("money");
    this.#view.setAttribute("aria-busy", "true");
    try {
      const [earned, promised] = await Promise.all([session.call("GET", "driver/earnings"), session.call("GET", "driver/incentives")]);
      this.#view.querySelector("[data-days]").replaceChildren();
      this.#sum(earned);
      this.#add(earned);
      this.#promises(promised);
    } catch (error) {
      this.#app.report(error);
    } finally {
      this.#view.removeAttribute("aria-busy");
    }
  }

  async #older(button) {
    try {
      this.#add(await busy(button, () => this.#app.session.call("GET", `driver/earnings?before=${this.#next}`)));
    } catch (error) {
      this.#app.report(error);
    }
  }

  #sum({ currency, days }) {
    const { format, text } = this.#app;
    const of = (name) => days.reduce((sum, day) => sum + day[name], 0);
    fill(this.#view, {
      week: format.minor(of("net_minor") + of("tips_minor"), currency),
      week_about: [
        text.trips.replace("%(count)s", format.number(of("trips"))),
        text.tips_among.replace("%(amount)s", format.minor(of("tips_minor"), currency)),
      ].join(" · "),
    });
    this.#bars(days);
  }

  // Seven columns, the newest last: what they say stands in the list below.
  #bars(days) {
    const most = Math.max(1, ...days.map((day) => day.net_minor + day.tips_minor));
    const bars = days.toReversed().map((day) => {
      const bar = document.createElement("span");
      bar.style.blockSize = `${Math.max(2, ((day.net_minor + day.tips_minor) / most) * 100)}%`;
      return bar;
    });
    this.#view.querySelector("[data-bars]").replaceChildren(...bars);
  }

  #add({ currency, days, next }) {
    this.#next = next;
    this.#view.querySelector("[data-days]").append(...days.map((day) => this.#day(day, currency)));
    this.#view.querySelector("[data-more]").hidden = !next;
  }

  #day(day, currency) {
    const { format, text } = this.#app;
    const row = fromTemplate("day");
    const amount = (minor) => format.minor(minor, currency);
    fill(row, {
      day: format.day(day.date),
      trips: text.trips.replace("%(count)s", format.number(day.trips)),
      kept: amount(day.net_minor + day.tips_minor),
      gross: amount(day.gross_minor),
      commission: amount(-day.commission_minor),
      booking: amount(-day.booking_fee_minor),
      net: amount(day.net_minor),
      tips: amount(day.tips_minor),
      cash: amount(day.cash_minor),
    });
    return row;
  }

  #promises({ current, decided }) {
    const all = [...current, ...decided];
    this.#view.querySelector("[data-promises]").replaceChildren(...all.map((promise) => this.#promise(promise)));
    this.#view.querySelector("[data-no-promises]").hidden = all.length > 0;
  }

  #promise(promise) {
    const { format, text } = this.#app;
    const row = fromTemplate("promise");
    const quest = promise.kind === "quest";
    const amount = format.minor(promise.amount, promise.currency);
    const [done, all] = quest ? [promise.trips, promise.trips_needed] : [promise.fare_minor, promise.guaranteed_minor];
    const reached = quest
      ? text.quest_so_far.replace("%(done)s", done).replace("%(all)s", all)
      : text.guarantee_so_far
          .replace("%(earned)s", format.minor(done, promise.currency))
          .replace("%(promised)s", format.minor(all, promise.currency))
          .replace("%(time)s", format.duration(promise.online_s));
    fill(row, {
      name: promise.name,
      amount: quest ? amount : text.an_hour.replace("%(amount)s", amount),
      so_far: reached,
      until: `${format.moment(promise.window_start)} – ${format.moment(promise.window_end)}`,
      state: text.promise[promise.status] ?? promise.status,
    });
    const bar = row.querySelector("progress");
    Object.assign(bar, { max: Math.max(1, all), value: Math.min(done, all) });
    bar.setAttribute("aria-label", promise.name);
    row.querySelector("[data-badge]").classList.add({ earned: "badge-good", running: "badge-warn" }[promise.status] ?? "badge");
    return row;
  }
}
