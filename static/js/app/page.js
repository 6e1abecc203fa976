// What every page of the apps needs of the document: its data, filling in, one action at a time, short messages.

export function pageData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// Write only what changed: screen readers announce what is written.
export function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

// fill(card, {total: "412.50"}) writes into every [data-f="total"] of the card.
export function fill(root, values) {
  for (const place of root.querySelectorAll("[data-f]")) {
    if (place.dataset.f in values) write(place, values[place.dataset.f] ?? "");
  }
}

export function fromTemplate(name) {
  return document.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
}

// The lines of a fare, as rows of a list.
// A car as it is looked for. A colour we have no word for is shown as it was written.
export function carWords({ make, model, colour }, { colour: known }) {
  return `${make} ${model} · ${known[colour.trim().toLowerCase()] ?? colour}`;
}

export function fareLines(fare, format) {
  return fare.lines.map((line) => {
    const row = fromTemplate("line");
    fill(row, { label: line.label, amount: format.money(line.amount, fare.currency) });
    return row;
  });
}

// Show one of several [data-view] elements; the others are hidden. Focus goes with it, for those who cannot see it.
export function showView(root, name, { focus = true } = {}) {
  for (const view of root.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
  const shown = root.querySelector(`[data-view="${name}"]`);
  if (focus) shown?.querySelector("[data-focus], h1, h2")?.focus({ preventScroll: true });
}

// The button says that it works, and cannot be pressed twice meanwhile.
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
}

// A short message at the top of the page; errors stay until they are closed.
export function notify(words, { kind = "info", forMs = 5_000 } = {}) {
  const place = document.querySelector("[data-notices]");
  const notice = fromTemplate("notice");
  notice.classList.toggle("notice-error", kind === "error");
  notice.classList.toggle("notice-warning", kind === "warning");
  fill(notice, { words });
  notice.querySelector("button").addEventListener("click", () => notice.remove());
  place.replaceChildren(...[...place.children].slice(-2), notice);
  if (kind !== "error") setTimeout(() => notice.remove(), forMs);
}

// The Maghreb writes Latin digits in Arabic too. `digits` are the decimals of each currency, for amounts in minor units.
// Moments are on the wall clock of `zone()`, the time zone where the person is or rides, or of the one that is named.
export function formats(language, digits = {}, zone = () => undefined) {
  const locale = language === "ar" ? "ar-DZ-u-nu-latn" : language;
  const unit = (name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 1 });
  const [km, m, min, s] = ["kilometer", "meter", "minute", "second"].map(unit);
  const onTheClock = (shown) => (date, timeZone = zone()) => new Intl.DateTimeFormat(locale, { ...shown, timeZone }).format(new Date(date));
  const clock = { hour: "2-digit", minute: "2-digit" };
  // `amount` as the API writes it, "412.50": the currency's own decimals.
  // Isolated, so that it reads the same inside a sentence from right to left.
  const isolated = (words) => (language === "ar" ? `\u2066${words}\u2069` : words);
  const money = (amount, currency) =>
    isolated(new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "code" }).format(Number(amount)));
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return {
    distance: (metres) => (metres < 950 ? m.format(Math.round(metres / 10) * 10) : km.format(metres / 1_000)),
    duration: (seconds) => (seconds < 55 ? s.format(Math.round(seconds)) : min.format(Math.round(seconds / 60))),
    time: onTheClock(clock),
    moment: onTheClock({ weekday: "short", day: "numeric", month: "short", ...clock }),
    rating: (stars) => oneDecimal.format(stars),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    day: (isoDay) => date.format(new Date(isoDay)),
    money,
    minor: (amount, currency) => money(amount / 10 ** digits[currency], currency),
  };
}
