/** Makes the explorers of a page live. Where this does not start, book/static/old.js says so. */

import { DEFINITIONS } from "./definitions";
import { ExplorerElement } from "./element";
import { WayElement } from "./way";

declare global {
  interface Window {
    tuhStarted?: boolean;
  }
}

if (typeof Worker === "function" && typeof DecompressionStream === "function" && typeof WebAssembly === "object") {
  for (const name of Object.keys(DEFINITIONS)) customElements.define(name, class extends ExplorerElement {});
  customElements.define("way-explorer", WayElement);
  window.tuhStarted = true;
}
