// Shows what is pushed while no page of ours is looked at, and opens the page that it is about. Served as /worker.js.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("push", (event) => event.waitUntil(show(event.data?.json() ?? {})));
addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));

async function show({ title, text, url }) {
  const pages = await clients.matchAll({ type: "window" });
  if (!title || pages.some(({ visibilityState }) => visibilityState === "visible")) return; // it is on the screen
  await registration.showNotification(title, { body: text, data: { url }, tag: url, renotify: true, vibrate: [250, 120, 250] });
}

async function open(notification) {
  notification.close();
  const address = new URL(notification.data?.url ?? "/", location.origin);
  if (address.origin !== location.origin) return;
  const pages = await clients.matchAll({ type: "window" });
  const there = pages.find((page) => new URL(page.url).pathname === address.pathname);
  await (there ? there.focus() : clients.openWindow(address.href));
}
