// What went wrong: something lost in the car, a problem with a ride, and what our team said to it.

import { busy, fill, notify, write } from "../app/page.js";
import { Problem, newKey } from "../app/session.js";

export class Care {
  #app;
  #list;
  #form;
  #news;
  #back = () => {};
  #send = async () => {};

  constructor(app, { list, news }) {
    this.#app = app;
    this.#list = list;
    this.#news = news;
    this.#form = app.sheet.querySelector("[data-care-form]");
    this.#form.querySelector("[data-back]").addEventListener("click", () => this.#back());
    this.#form.addEventListener("submit", (event) => this.#submit(event));
  }

  // What was lost in this ride: the thread there is, or a first word.
  async lost(ride, back) {
    const { session, text, report } = this.#app;
    const words = { title: text.lost_title, about: text.lost_about, label: text.lost_label };
    try {
      const { results } = await session.call("GET", `rider/rides/${ride.id}/lost-items`);
      if (results.length) return this.#showLost(results[0], back);
    } catch (error) {
      return report.call(this.#app, error);
    }
    this.#ask(words, back, (description) => [`rider/rides/${ride.id}/lost-items`, { description }]);
  }

  hearOfCase({ case: one }, at) {
    const { text, format } = this.#app;
    const given = ({ amount, currency }) => text.case_given.replace("%(amount)s", format.money(amount, currency));
    this.#news.tellCase(one, { at, answered: text.case_answered, given });
  }

  hearOfItem({ item }, at) {
    const said = item.messages.at(-1);
    const words = said?.side === "driver" ? `${this.#app.text.driver}: ${said.text}` : this.#app.text.lost_status[item.status];
    if (item.status !== "reported" || said?.side === "driver") this.#news.tell(words, { at });
  }

  problem(ride, back) {
    const { text } = this.#app;
    const words = { title: text.case_title, about: text.case_about, label: text.case_label };
    this.#ask(words, back, (typed, kind) => [`rider/rides/${ride.id}/cases`, { kind, text: typed }], { kind: true });
  }

  // What was said so far, from the menu.
  async open(back) {
    const { session, text } = this.#app;
    const [cases, items] = await Promise.all(["rider/cases", "rider/lost-items"].map((path) => session.call("GET", path)));
    const again = () => this.open(back);
    const threads = [
      ...cases.results.map((one) => this.#row(this.#kindOf(one), text.case_status, one, one.opened_at, () => this.#showCase(one, again))),
      ...items.results.map((item) => this.#row(item.description, text.lost_status, item, item.reported_at, () => this.#showLost(item, again))),
    ];
    const rows = threads.sort((one, other) => other.at - one.at);
    this.#list.show({ title: text.my_cases, about: text.my_cases_about, empty: text.no_cases, rows, back });
  }

  #row(what, statuses, { status, messages }, began, act) {
    const { text, format } = this.#app;
    const about = [format.moment(began), messages.at(-1)?.text].filter(Boolean).join(" — ");
    return { title: `${what} · ${statuses[status] ?? status}`, about, action: text.open, act, at: new Date(began) };
  }

  #showCase(one, back) {
    const { text, format } = this.#app;
    const given = one.adjustment && text.given_back.replace("%(amount)s", format.money(one.adjustment.amount, one.adjustment.currency));
    const about = [text.case_status[one.status], given].filter(Boolean).join(" · ");
    const said = one.messages.map(({ author, ...rest }) => ({ who: author === "staff" ? text.our_team : text.you, ...rest }));
    this.#thread({ title: this.#kindOf(one), about, said, open: one.status !== "closed", back, address: `rider/cases/${one.id}/messages` });
  }

  #showLost(item, back) {
    const { text } = this.#app;
    const said = item.messages.map(({ side, ...rest }) => ({ who: side === "driver" ? text.driver : text.you, ...rest }));
    const first = { who: text.you, text: item.description, sent_at: item.reported_at };
    const about = text.lost_status[item.status] ?? item.status;
    const address = `rider/lost-items/${item.id}/messages`;
    this.#thread({ title: text.lost_title, about, said: [first, ...said], open: item.status !== "closed", back, address });
  }

  #thread({ title, about, said, open, back, address }) {
    const { text, format } = this.#app;
    const rows = said.map(({ who, text: words, sent_at: at }) => ({ title: `${who} · ${format.moment(at)}`, about: words }));
    const write = () => this.#ask({ title, about: "", label: text.case_label }, back, (typed) => [address, { text: typed }]);
    this.#list.show({ title, about, empty: "", rows, back, ...(open && { add: text.write, onAdd: write }) });
  }

  #kindOf({ kind }) {
    return this.#app.text.case_kind[kind] ?? kind;
  }

  #ask(words, back, send, { kind = false } = {}) {
    this.#back = back;
    const options = { key: newKey() };
    this.#send = (typed, chosen) => this.#app.session.call("POST", ...send(typed, chosen), options);
    this.#form.reset();
    fill(this.#form, words);
    this.#form.querySelector("[data-kind]").hidden = !kind;
    this.#tell("");
    this.#app.show("care");
  }

  async #submit(event) {
    event.preventDefault();
    const { kind, text } = Object.fromEntries(new FormData(this.#form));
    if (!text.trim()) return this.#tell(this.#app.text.text_missing);
    this.#tell("");
    try {
      await busy(event.submitter, () => this.#send(text.trim(), kind));
      this.#back();
      notify(this.#app.text.case_sent, { forMs: 8_000 });
    } catch (error) {
      if (error instanceof Problem) this.#tell(error.message);
      else this.#app.report(error);
    }
  }

  #tell(error) {
    write(this.#form.querySelector("[data-error]"), error);
  }
}
