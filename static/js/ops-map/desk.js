// How the panel acts: it asks once more, sends a form with the session's token, and says what the platform answered.

export class Desk {
  #csrf;
  #text;
  #dialog;
  #answer = null;

  constructor({ root, csrf, text }) {
    this.#csrf = csrf;
    this.#text = text;
    this.#dialog = root.querySelector("[data-ask]");
    this.#dialog.addEventListener("close", () => this.#answer?.(this.#dialog.returnValue === "yes"));
  }

  // Escape is no.
  ask(words) {
    this.#dialog.querySelector("[data-ask-words]").textContent = words;
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  async read(address) {
    try {
      const answer = await fetch(address, { redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  // True once it is done. `note` is where it is said.
  async send(address, form, { button, note }) {
    button.disabled = true;
    tell(note, this.#text.sending);
    const { done, said } = await this.#post(address, form);
    button.disabled = false;
    tell(note, said, done ? "good" : "bad");
    return done;
  }

  async #post(address, body) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": this.#csrf }, redirect: "error" });
      const told = await answer.json();
      return { done: answer.ok, said: told.said ?? told.detail ?? told.title };
    } catch {
      return { done: false, said: this.#text.act_failed };
    }
  }
}

export function tell(note, words, tone = "") {
  note.textContent = words;
  note.dataset.tone = tone;
}

export function copyOf(name) {
  return document.querySelector(`template[data-row="${name}"]`).content.firstElementChild.cloneNode(true);
}
