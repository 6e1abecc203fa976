// What is said in words: counters, lists, the state of the connection. Written only where it changed.

const LONGEST_LIST = 60;
const OLD_JOB_S = 90;

export class Panel {
  #root;
  #text;
  #format;
  #choose;

  constructor({ root, text, language, choose }) {
    this.#root = root;
    this.#text = text;
    this.#format = formats(language);
    this.#choose = choose;
  }

  show(city) {
    for (const [name, value] of Object.entries(city.counts ?? {})) {
      write(this.#root.querySelector(`[data-count="${name}"]`), this.#format.number.format(value));
    }
    this.#list("alerts", city.alerts, (row, alert) => this.#fillAlert(row, alert));
    this.#root.querySelector("[data-alerts]").hidden = city.alerts.length === 0;
    const jobs = [...city.jobs].sort((a, b) => b.age - a.age);
    this.#list("jobs", jobs, (row, job) => this.#fillJob(row, job));
    this.#list("rides", city.rides, (row, ride) => this.#fillRide(row, ride));
    this.#root.querySelector("[data-empty-city]").hidden = !city.counts || city.counts.online > 0;
    this.#root.dataset.cars = city.cars.size;
  }

  clear() {
    for (const cell of this.#root.querySelectorAll("[data-count]")) write(cell, "–");
    for (const name of ["alerts", "jobs", "rides"]) this.#list(name, [], () => {});
    this.#root.querySelector("[data-empty-city]").hidden = true;
  }

  connection({ name, seconds, detail }) {
    const chip = this.#root.querySelector("[data-connection]");
    chip.dataset.connection = name;
    const words = detail || this.#text[`connection_${name}`];
    write(chip.querySelector("[data-words]"), seconds ? `${words} ${this.#format.seconds.format(seconds)}` : words);
    this.#root.querySelector("[data-retry]").hidden = !["reconnecting", "offline", "replaced"].includes(name);
    this.#root.querySelector("[data-sign-in]").hidden = name !== "refused";
    this.#root.classList.toggle("is-stale", !["open", "connecting"].includes(name));
  }

  #list(name, items, fill) {
    const list = this.#root.querySelector(`[data-list="${name}"]`);
    const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
    items.slice(0, LONGEST_LIST).forEach((item, index) => {
      const row = rows.get(item.id) ?? this.#row(name, item.id);
      rows.delete(item.id);
      row.item = item;
      fill(row, item);
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    });
    rows.forEach((row) => row.remove());
    this.#root.querySelector(`[data-empty="${name}"]`).hidden = items.length > 0;
    const more = items.length - LONGEST_LIST;
    const rest = this.#root.querySelector(`[data-more="${name}"]`);
    rest.hidden = more <= 0;
    if (more > 0) write(rest, this.#text.more.replace("%(count)s", this.#format.number.format(more)));
  }

  #row(name, id) {
    const row = document.querySelector(`template[data-row="${name}"]`).content.firstElementChild.cloneNode(true);
    row.dataset.id = id;
    row.querySelector("button").addEventListener("click", () => this.#choose(name, row.item));
    return row;
  }

  #fillAlert(row, alert) {
    const words = [this.#text.alert_kind[alert.kind] ?? alert.kind, this.#text.side[alert.side], this.#text.alert_status[alert.status]];
    write(row.querySelector("[data-status]"), words.join(" · "));
    write(row.querySelector("[data-person]"), [alert.person, alert.driver].filter(Boolean).join(" · "));
    write(row.querySelector("[data-age]"), this.#age(alert.age));
    row.classList.toggle("is-open", alert.status === "open");
    row.querySelector("[data-case]").href = this.#text.alert_page.replace("ALERT", alert.id);
  }

  // What a ride is called in a list: where it begins or who rides, and the category. The end of its id where that is unknown.
  #name(row, { id, name, category }) {
    write(row.querySelector("[data-name]"), name || id.slice(-8));
    write(row.querySelector("[data-category]"), this.#text.category[category] ?? "");
  }

  #fillJob(row, job) {
    this.#name(row, job);
    write(row.querySelector("[data-status]"), this.#text.job_status[job.status] ?? job.status);
    write(row.querySelector("[data-age]"), this.#age(job.age));
    row.classList.toggle("is-old", job.age > OLD_JOB_S);
  }

  #fillRide(row, ride) {
    this.#name(row, ride);
    const status = row.querySelector("[data-status]");
    write(status, this.#text.ride_status[ride.status] ?? ride.status);
    status.classList.toggle("is-started", ride.status === "in_progress");
    write(row.querySelector("[data-driver]"), ride.driver ?? "");
  }

  #age(seconds) {
    if (seconds < 60) return this.#format.seconds.format(Math.floor(seconds));
    if (seconds < 3600) return this.#format.minutes.format(Math.floor(seconds / 60));
    return this.#format.hours.format(Math.floor(seconds / 3600));
  }
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

// The Maghreb writes Latin digits in Arabic too.
function formats(language) {
  const locale = language === "ar" ? "ar-DZ-u-nu-latn" : language;
  const unit = (name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" });
  return {
    number: new Intl.NumberFormat(locale),
    seconds: unit("second"),
    minutes: unit("minute"),
    hours: unit("hour"),
  };
}

