/* Keeps one page that somebody took along, with its styles and scripts, so that it opens without a network.
   It keeps no list and nothing that was typed: those lie in the page's own store. One cache a scope. */
const CACHE = "along:" + new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));

self.addEventListener("message", event => {
  if (event.data?.keep) event.waitUntil(caches.open(CACHE).then(cache => Promise.all(event.data.keep.map(async address => {
    const answer = await fetch(address, {credentials: "same-origin"});
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }))).then(() => event.source?.postMessage({kept: true})));
  if (event.data?.drop) event.waitUntil(caches.delete(CACHE).then(() => self.registration.unregister()));
});

const soon = (request, patience) => new Promise((done, failed) => {
  setTimeout(() => failed(new Error("slow")), patience);
  fetch(request).then(done, failed);
});

self.addEventListener("fetch", event => {
  const request = event.request;
  if (request.method !== "GET") return;
  const scope = new URL(self.registration.scope).pathname, path = new URL(request.url).pathname;
  if (request.mode === "navigate" && path === scope) {
    event.respondWith(soon(request.clone(), 5000).catch(async () => (await caches.open(CACHE)).match(scope).then(kept => kept || Response.error())));
  } else if (path.startsWith("/static/")) {
    event.respondWith(caches.open(CACHE).then(cache => cache.match(request)).then(kept => kept || fetch(request)));
  }
});
