/** The controls of each explorer, as helpers/explorers has them, and which panels they change. */

import index from "../checkpoint-index";
import type { PanelName } from "../explorers";

export type Control =
  | { kind: "text" | "line"; name: string; label: string; value: string }
  | { kind: "check"; name: string; label: string; value: boolean }
  | { kind: "choice"; name: string; label: string; options: readonly (readonly [value: string, label: string])[] }
  | { kind: "slider"; name: string; label: string; most: number }
  | { kind: "temperature"; name: string; label: string }
  | { kind: "number"; name: string; label: string; value: number; least: number; most: number }
  | { kind: "heads"; name: string; layer: string; layers: number; count: number }
  | { kind: "button"; label: string; press: (offered: Readonly<Record<string, string>>) => Press }
  | { kind: "row"; controls: Control[] }
  | { kind: "panel"; panel: PanelName; uses: readonly string[]; waits?: number };

/** What a button does, given what the panels offer: it changes settings, or lets a panel be calculated once with settings of its own. */
export type Press = { change?: Record<string, string>; once?: { panel: PanelName; settings: Record<string, string> } };

export interface Definition {
  readonly title: string;
  readonly controls: readonly Control[];
}

const { num_hidden_layers: LAYERS, num_attention_heads: HEADS, id2label } = index.config;
const named = (names: readonly string[]) => names.map((name) => [name, name] as const);
const VIEWS = named(["tokens", "IDs", "bytes"]);
const LABELS = named(["the most probable label of text A", ...Object.values(id2label)]);

export const DEFINITIONS: Record<string, Definition> = {
  "token-explorer": {
    title: "Token explorer",
    controls: [
      { kind: "text", name: "text", label: "Text", value: "I really want to go to an island 😀" },
      {
        kind: "row",
        controls: [
          { kind: "choice", name: "view", label: "Show", options: VIEWS },
          { kind: "check", name: "special", label: "special tokens", value: true },
          { kind: "check", name: "raw", label: "tokens as the vocabulary writes them (Ġ for a space)", value: false },
          { kind: "check", name: "compare", label: "compare with whaleshark and unicorn added", value: false },
        ],
      },
      { kind: "panel", panel: "token-explorer.text", uses: ["text", "view", "special", "raw", "compare"] },
      { kind: "text", name: "ids", label: "Token IDs", value: "713 2946 17841 7471" },
      {
        kind: "button",
        label: "Use the IDs of the text",
        press: (offered) => ({ change: { ids: offered.ids ?? "" } }),
      },
      { kind: "panel", panel: "token-explorer.ids", uses: ["ids", "view", "raw"] },
    ],
  },
  "vocabulary-explorer": {
    title: "Vocabulary explorer",
    controls: [
      { kind: "text", name: "text", label: "Sentence", value: "We swam with a whaleshark yesterday!" },
      { kind: "line", name: "words", label: "Words to add, with commas between", value: "whaleshark" },
      {
        kind: "row",
        controls: [
          {
            kind: "choice",
            name: "start",
            label: "New rows start at",
            options: [
              ["average", "the average of all rows"],
              ["pieces", "the mean of the word's pieces"],
            ],
          },
          { kind: "check", name: "whole", label: "find whole words only", value: true },
        ],
      },
      { kind: "panel", panel: "vocabulary-explorer.words", uses: ["text", "words", "start", "whole"] },
    ],
  },
  "embedding-explorer": {
    title: "Embedding explorer",
    controls: [
      { kind: "text", name: "text", label: "Word", value: "island" },
      {
        kind: "row",
        controls: [
          { kind: "check", name: "space", label: "with a space before it, as inside a sentence", value: true },
          { kind: "choice", name: "piece", label: "Piece", options: [["0", "1 of 1"]] },
          {
            kind: "choice",
            name: "measure",
            label: "Nearest by",
            options: named(["cosine", "dot product"]),
          },
          { kind: "number", name: "neighbours", label: "Neighbours", value: 8, least: 1, most: 50 },
        ],
      },
      { kind: "panel", panel: "embedding-explorer.word", uses: ["text", "space", "piece", "measure", "neighbours"] },
      { kind: "text", name: "text-a", label: "Sentence A", value: "I sat on the river bank." },
      { kind: "text", name: "text-b", label: "Sentence B", value: "I went to the bank to pay." },
      { kind: "slider", name: "layer", label: "After layer (0: none)", most: LAYERS },
      { kind: "panel", panel: "embedding-explorer.texts", uses: ["text-a", "text-b", "layer"] },
    ],
  },
  "layer-explorer": {
    title: "Layer explorer",
    controls: [
      { kind: "text", name: "text", label: "Text", value: "I do not love this island." },
      {
        kind: "row",
        controls: [
          { kind: "slider", name: "layer", label: "Layer", most: LAYERS - 1 },
          { kind: "slider", name: "head", label: "Head", most: HEADS - 1 },
        ],
      },
      { kind: "heads", name: "off", layer: "layer", layers: LAYERS, count: HEADS },
      { kind: "panel", panel: "layer-explorer.inside", uses: ["text", "layer", "head", "off"] },
    ],
  },
  "pipeline-explorer": {
    title: "Pipeline explorer",
    controls: [
      { kind: "text", name: "text-a", label: "Text A", value: "I love this island!" },
      { kind: "text", name: "text-b", label: "Text B", value: "I do not love this island at all." },
      { kind: "temperature", name: "temperature", label: "Temperature" },
      { kind: "panel", panel: "pipeline-explorer.answers", uses: ["text-a", "text-b", "temperature"] },
      {
        kind: "row",
        controls: [
          { kind: "choice", name: "label", label: "Explain", options: LABELS },
          {
            kind: "button",
            label: "Explain long texts too",
            press: () => ({ once: { panel: "pipeline-explorer.explained", settings: { long: "yes" } } }),
          },
        ],
      },
      { kind: "panel", panel: "pipeline-explorer.explained", uses: ["text-a", "text-b", "label"], waits: 250 },
    ],
  },
};
