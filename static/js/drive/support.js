// What is left of rides: things that riders lost in the car, and what the driver asked our team.

import { busy, fill, fromTemplate, write } from "../app/page.js";
import { newKey } from "../app/session.js";
import { wordsOf } from "./words.js";

const BADGES = { reported: "badge-warn", open: "badge-warn", found: "badge-good", answered: "badge-good" };

export class Page {
  #app;
  #view;

  constructor(app, { back }) {
    this.#app = app;
    this.#view = app.sheet.querySelector("[data-view=support]");
    this.#view.querySelector("[data-back]").addEventListener("click", back);
    app.live.addEventListener("event", ({ detail: { event } }) => {
      const about = event === "lost_item.updated" || event === "case.updated";
      if (about && app.root.dataset.shown === "support" && !this.#view.contains(document.activeElement?.form)) this.open();
    });
  }

  async open() {
    const { session } = this.#app;
    this.#app.show("support", { focus: this.#app.root.dataset.shown !== "support" });
    this.#view.setAttribute("aria-busy", "true");
    try {
      const [items, cases] = await Promise.all([session.call("GET", "driver/lost-items"), session.call("GET", "driver/cases")]);
      this.#list("items", items.results.map((item) => this.#item(item)));
      this.#list("cases", cases.results.map((one) => this.#case(one)));
    } catch (error) {
      this.#app.report(error);
    } finally {
      this.#view.removeAttribute("aria-busy");
    }
  }

  #list(name, rows) {
    const list = this.#view.querySelector(`[data-${name}]`);
    const writing = document.activeElement;
    for (const row of rows) keepDraft(row.querySelector("form"), list);
    list.replaceChildren(...rows);
    if (list.contains(writing)) writing.focus();
    this.#view.querySelector(`[data-no-${name}]`).hidden = rows.length > 0;
  }

  #item(item) {
    const { text, format } = this.#app;
    const open = item.status !== "closed";
    const row = this.#thread({
      title: item.description,
      about: format.moment(item.reported_at),
      state: text.lost_item[item.status] ?? item.status,
      badge: BADGES[item.status],
      messages: item.messages.map(({ side, ...message }) => ({ ...message, mine: side === "driver", who: text.rider })),
      path: open ? `driver/lost-items/${item.id}/messages` : "",
    });
    for (const button of row.querySelectorAll("[data-answer]")) {
      button.hidden = !open || item.status === "found" || item.status === button.value;
      button.addEventListener("click", () => this.#answer(item, button));
    }
    return row;
  }

  #case(one) {
    const { text, format } = this.#app;
    return this.#thread({
      title: text.case_kind[one.kind] ?? one.kind,
      about: format.moment(one.opened_at),
      state: text.case_status[one.status] ?? one.status,
      badge: BADGES[one.status],
      messages: one.messages.map(({ author, ...message }) => ({ ...message, mine: author === "driver", who: text.our_team })),
      path: one.status === "closed" ? "" : `driver/cases/${one.id}/messages`,
    });
  }

  #thread({ title, about, state, badge = "badge", messages, path }) {
    const row = fromTemplate("thread");
    fill(row, { title, about, state });
    row.querySelector("[data-badge]").classList.add(badge);
    row.querySelector("[data-messages]").replaceChildren(...messages.map((message) => this.#message(message)));
    const form = row.querySelector("form");
    const key = newKey();
    form.hidden = !path;
    form.dataset.path = path;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = form.elements.text.value.trim();
      if (said) this.#do(form, () => this.#say(form, said, key));
    });
    return row;
  }

  async #say(form, text, key) {
    await this.#app.session.call("POST", form.dataset.path, { text }, { key });
    form.reset();
  }

  #message({ text, sent_at: at, mine, who }) {
    const row = fromTemplate("said");
    row.classList.toggle("said-by-me", mine);
    fill(row, { text, at: [mine ? "" : who, this.#app.format.moment(at)].filter(Boolean).join(" · ") });
    return row;
  }

  #answer(item, button) {
    const send = () => this.#app.session.call("POST", `driver/lost-items/${item.id}/answer`, { answer: button.value });
    return this.#do(button.closest("li").querySelector("form"), send, button);
  }

  async #do(form, act, button = form.querySelector("[type=submit]")) {
    const error = form.parentElement.querySelector("[data-error]");
    write(error, "");
    try {
      await busy(button, act);
      await this.open();
    } catch (trouble) {
      write(error, wordsOf(trouble, this.#app.text));
    }
  }
}

// The form in which something is written already stays, with its words and the key they are sent under.
function keepDraft(fresh, list) {
  const kept = [...list.querySelectorAll("form")].find(({ dataset }) => dataset.path === fresh.dataset.path);
  if (kept?.elements.text.value) fresh.replaceWith(kept);
}
