/** What each panel of each explorer calculates. */

import { all, guide, left, neighbours, tables } from "../way";
import type { Compute } from "./base";
import { ofTexts, ofWord } from "./embedding";
import { inside } from "./layer";
import { answers, explained } from "./pipeline";
import { ofIds, ofText } from "./token";
import { ofWords } from "./vocabulary";

export const COMPUTE = {
  "token-explorer.text": ofText,
  "token-explorer.ids": ofIds,
  "vocabulary-explorer.words": ofWords,
  "embedding-explorer.word": ofWord,
  "embedding-explorer.texts": ofTexts,
  "layer-explorer.inside": inside,
  "pipeline-explorer.answers": answers,
  "pipeline-explorer.explained": explained,
  "way-explorer.all": all,
  "way-explorer.left": left,
  "way-explorer.tables": tables,
  "way-explorer.guide": guide,
  "way-explorer.neighbours": neighbours,
} satisfies Record<string, Compute>;

export type PanelName = keyof typeof COMPUTE;
