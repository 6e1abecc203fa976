// A person signed in by phone, in one role. The access token lives in memory; the refresh token in a cookie that no
// script can read (decision 0017). Tabs share that cookie, so only one of them may trade it at a time: a lock.

const REFRESH_BEFORE_MS = 60_000;
const TRIES = 3;
const FIRST_PAUSE_MS = 400;

// A refusal: an RFC 9457 document in the person's language. Its message is what is wrong with the fields, where the
// document says so: that says more than that some values are not valid.
export class Problem extends Error {
  constructor(status, document) {
    super(wrongFields(document) || document.detail || document.title || String(status));
    this.status = status;
    this.document = document;
    this.slug = (document.type ?? "").split("/").pop();
  }
}

// Nobody answered, or not with what an API answers: the network, a proxy, a server that is starting.
export class Unreachable extends Error {}

export class Session extends EventTarget {
  // Emits "ended" when the sign-in is over: signed out in this tab or another, or refused; "began" when another tab
  // signed somebody in.

  #role;
  #language;
  #access = "";
  #accessUntil = 0;

  person = null;

  constructor({ role, language }) {
    super();
    this.#role = role;
    this.#language = language;
    addEventListener("storage", ({ key, newValue }) => key === this.#marker && this.#otherTab(newValue));
  }

  get role() {
    return this.#role;
  }

  // Take up the session of an earlier visit. False when there is none; throws Unreachable when nobody can say.
  async resume() {
    if (!localStorage.getItem(this.#marker)) return false;
    try {
      await this.#refresh();
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  askCode(phone) {
    return this.#request("POST", "auth/otp", { phone, language: this.#language });
  }

  async verify(challengeId, code) {
    this.#keep(await this.#request("POST", "auth/web/verify", { challenge_id: challengeId, code, role: this.#role }));
  }

  async signOut() {
    await this.#request("POST", "auth/web/sign-out", { role: this.#role });
    this.#end();
  }

  // One authorised request, JSON in and out. `key` makes a creating POST happen once, however often it is tried.
  // Throws Problem or Unreachable.
  async call(method, path, body, { key = "", form = null } = {}) {
    const access = await this.access();
    const headers = { Authorization: `Bearer ${access}`, ...(key && { "Idempotency-Key": key }) };
    try {
      return await this.#request(method, path, body, { headers, form, again: method === "GET" || Boolean(key) });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#accessUntil = 0;
      throw error;
    }
  }

  async access() {
    if (Date.now() > this.#accessUntil - REFRESH_BEFORE_MS) await this.#refresh();
    return this.#access;
  }

  get #marker() {
    return `signed-in:${this.#role}`;
  }

  async #refresh() {
    const before = this.#access;
    await navigator.locks.request(`refresh:${this.#role}`, async () => {
      if (this.#access !== before) return; // another call of this page was first
      try {
        this.#keep(await this.#request("POST", "auth/web/refresh", { role: this.#role }, { again: false }));
      } catch (error) {
        if (error instanceof Problem && error.status === 401) this.#end();
        throw error;
      }
    });
  }

  #keep({ access, access_expires_in_s: seconds, person }) {
    this.#access = access;
    this.#accessUntil = Date.now() + seconds * 1_000;
    this.person = person;
    localStorage.setItem(this.#marker, person.id);
  }

  #end() {
    localStorage.removeItem(this.#marker);
    this.#forget();
  }

  #forget() {
    this.#access = "";
    this.#accessUntil = 0;
    this.dispatchEvent(new Event("ended"));
    this.person = null;
  }

  // The tabs have one cookie, so one person: whoever another tab signed in or out is in or out here.
  #otherTab(personId) {
    if (this.person?.id === personId) return;
    if (this.person) this.#forget();
    if (personId) this.dispatchEvent(new Event("began"));
  }

  async #request(method, path, body, { headers = {}, form = null, again = false } = {}) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(method, path, body, headers, form);
      } catch (error) {
        if (!(error instanceof Unreachable) || !again || attempt === TRIES) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  async #once(method, path, body, headers, form) {
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const options = {
      method,
      headers: { "Accept-Language": this.#language, ...json, ...headers },
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      credentials: "same-origin",
      cache: "no-store",
    };
    let answer;
    try {
      answer = await fetch(`/api/v1/${path}`, options);
    } catch (error) {
      throw new Unreachable(error.message);
    }
    return read(answer);
  }
}

export function newKey() {
  return crypto.randomUUID();
}

function wrongFields({ errors = [] }) {
  return [...new Set(errors.map(({ message }) => message))].join(" ");
}

async function read(answer) {
  if (answer.status === 204) return null;
  const kind = answer.headers.get("Content-Type") ?? "";
  if (!kind.includes("json")) {
    if (answer.ok) return answer.blob();
    throw new Unreachable(`status ${answer.status}`);
  }
  const document = await answer.json();
  if (answer.ok) return document;
  throw new Problem(answer.status, document);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
