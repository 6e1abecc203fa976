// News that comes while the page is closed: asked for by a button, never by itself.

import { busy, notify } from "./page.js";

const WORKER = "/worker.js";

export class Push {
  #app;
  #button;

  constructor(app, { button }) {
    this.#app = app;
    this.#button = button;
    button.addEventListener("click", () => this.#ask());
  }

  // Where it was allowed already the address is told again: it may have changed, or another person may be signed in.
  async propose() {
    if (!("PushManager" in window) || !navigator.serviceWorker || Notification.permission === "denied") return;
    this.#button.hidden = Notification.permission === "granted";
    if (Notification.permission === "granted") await this.#subscribe().catch(() => {}); // the next visit tries again
  }

  async #ask() {
    const { text } = this.#app;
    try {
      const allowed = await busy(this.#button, () => Notification.requestPermission());
      if (allowed !== "granted") return notify(text.push_refused, { kind: "warning" });
      const done = await busy(this.#button, () => this.#subscribe());
      this.#button.hidden = true;
      notify(done ? text.push_on : text.push_unavailable, { kind: done ? "info" : "warning" });
    } catch (error) {
      if (error instanceof DOMException) notify(text.push_unavailable, { kind: "warning" });
      else this.#app.report(error);
    }
  }

  async #subscribe() {
    const { public_key: key } = await this.#app.session.call("GET", "account/push-key");
    if (!key) return false;
    await navigator.serviceWorker.register(WORKER);
    const { pushManager } = await navigator.serviceWorker.ready;
    const device = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = device.toJSON();
    await this.#app.session.call("PUT", "account/push-devices", { endpoint, ...keys });
    return true;
  }
}
