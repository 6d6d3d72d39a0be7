/** Makes the explorers of a page live. */

import { DEFINITIONS } from "./definitions";
import { ExplorerElement } from "./element";

const TOO_OLD = "This browser is too old for the explorer on this page: what stands here is how it starts.";

const able =
  typeof Worker === "function" && typeof DecompressionStream === "function" && typeof customElements === "object";

if (able) {
  for (const name of Object.keys(DEFINITIONS)) customElements.define(name, class extends ExplorerElement {});
} else {
  for (const explorer of document.querySelectorAll(Object.keys(DEFINITIONS).join())) {
    const said = document.createElement("p");
    said.className = "tuh-still";
    said.textContent = TOO_OLD;
    explorer.prepend(said);
  }
}
