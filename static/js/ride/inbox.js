// What we told the rider: announcements, reminders, decisions. Rides and chats have places of their own.

export class Inbox {
  #app;
  #list;

  constructor(app, { list }) {
    this.#app = app;
    this.#list = list;
  }

  // News of the live line that has words of its own.
  static words({ title = "", text = "", detail = "" } = {}) {
    return title ? { title, text: text || detail } : null;
  }

  async open(back) {
    const { format, text } = this.#app;
    const rows = (await this.#load()).map(({ at, words }) => ({
      title: words.title,
      about: [format.moment(at), words.text].filter(Boolean).join(" — "),
    }));
    this.#list.show({ title: text.inbox, empty: text.no_messages, rows, back });
  }

  async #load() {
    const found = [];
    for (let after = 0, more = true; more; ) {
      const page = await this.#app.session.call("GET", `rider/messages?after=${after}`);
      found.push(...page.messages.map(({ at, data }) => ({ at, words: Inbox.words(data) })));
      ({ last_seq: after, more } = page);
    }
    return found.filter(({ words }) => words).reverse();
  }
}
