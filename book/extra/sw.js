/* Keeps what was visited, so that a second visit needs no network. Nothing is sent anywhere. */
const CACHE = "under-the-hood";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* What a page loaded before this script was there. */
self.addEventListener("message", ({ data }) => {
  for (const url of data.keep) bring(url).catch(() => {});
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(event));
});

/* Files with a sum in their address never change, and come from the cache; all others from the network, if there is one. */
async function answer(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(named(request.url), { ignoreSearch: !isFixed(request.url) });
  if (kept && isFixed(request.url)) return kept;
  try {
    const response = await fetch(request);
    event.waitUntil(keep(request.url, response.clone())); /* the page does not wait for that */
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function bring(url) {
  const cache = await caches.open(CACHE);
  if (isFixed(url) && (await cache.match(named(url)))) return;
  await keep(url, await fetch(url));
}

/* What is kept already is replaced in one step, and other versions of the same file go when the new one is here. */
async function keep(url, response) {
  if (!response.ok || response.type !== "basic") return;
  const cache = await caches.open(CACHE);
  try {
    await cache.put(named(url), response);
    for (const other of await cache.keys(named(url), { ignoreSearch: true })) {
      if (other.url !== named(url)) await cache.delete(other);
    }
  } catch {
    /* No room, or no storage at all: then the page needs the network again. */
  }
}

/* The front page has two addresses. */
function named(url) {
  return url.replace(/\/(?=$|[?#])/, "/index.html");
}

function isFixed(url) {
  return new URL(url).pathname.includes("/checkpoint/");
}
