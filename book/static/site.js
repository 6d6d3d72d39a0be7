/* A page that is opened as a file may not read others, from which the search takes its excerpts. */
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

/* On every page: let what was visited be there without a network, once all that the page needs itself has come. A page that is
   opened as a file has it already. */
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  const answers = document.querySelector('script[src*="explorers.js"]') ? "explorer-answers" : "load";
  addEventListener(answers, async () => {
    const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
    try {
      await navigator.serviceWorker.register(new URL("sw.js", root));
      const { active } = await navigator.serviceWorker.ready;
      const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
      const own = [location.href.split("#")[0], ...loaded].filter((url) => url.startsWith(location.origin));
      active.postMessage({ keep: own });
    } catch {
      /* Storage is switched off: the page works, and needs the network the next time. */
    }
  }, { once: true });
}
