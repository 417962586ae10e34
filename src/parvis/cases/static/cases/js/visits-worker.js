// Keeps the empty page of visits and its files, so that it opens without the network. No other page
// is ever kept: what is about people lies encrypted in IndexedDB (visits-store.js).

const CACHE = `parvis-visites-${GIVEN.version}`;
const kept = new Set(GIVEN.files.map((file) => new URL(file, location).href));

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([GIVEN.shell, ...GIVEN.files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("parvis-visites-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    // Whatever page of visits is asked for, without the network it is this one.
    if (new URL(request.url).pathname !== GIVEN.shell) return Response.redirect(GIVEN.shell);
    return (await caches.match(GIVEN.shell)) ?? Promise.reject(error);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (kept.has(request.url)) event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
});
