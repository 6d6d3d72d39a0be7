/** What the page and its worker say to each other. */

import type { PanelName } from "./explorers";
import type { Settings, View } from "./explorers/base";

/** To the worker: calculate a panel, or here is a file that was asked for, or why it could not be brought. */
export type Request =
  | {
      readonly kind: "view";
      readonly id: number;
      /** The number of the explorer that asks. */
      readonly asker: number;
      readonly panel: PanelName;
      readonly settings: Settings;
    }
  | { readonly kind: "file"; readonly name: string; readonly data: ArrayBuffer }
  | { readonly kind: "missing"; readonly name: string; readonly reason: string };

/** To the page: a result, why there is none, or a file is needed. */
export type Answer =
  | { readonly kind: "view"; readonly id: number; readonly view: View }
  | { readonly kind: "unwanted"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string }
  | { readonly kind: "need"; readonly name: string };
