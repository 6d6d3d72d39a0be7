/** Type a text and watch its tokens, as helpers/explorers/token.py. */

import {
  count,
  cutAway,
  differing,
  joinedText,
  parseIds,
  piecesOfIds,
  specialInText,
  splitText,
  truncate,
} from "../engine/pieces";
import { heading, paragraph, quoted, thousands } from "../views/html";
import { countsLine, cutTokens, type TokenView, tokens } from "../views/tokens";
import { type Compute, cutSentence, view } from "./base";

const EXTRA_WORDS = ["whaleshark", "unicorn"];

export const ofText: Compute = async ({ tokenizer }, settings) => {
  const { text, special, raw } = settings;
  const [show, isRaw, limit] = [settings.view as TokenView, raw === "yes", tokenizer.limit];
  const pieces = splitText(tokenizer, text, special === "yes");
  const parts = [];
  if (!text) {
    const becomes = pieces.map((piece) => piece.token).join(" ") || "no token at all";
    parts.push(paragraph(`Type a text. An empty one becomes ${becomes}.`));
  }
  const typed = pieces.filter(specialInText).map((piece) => piece.token);
  if (typed.length) parts.push(paragraph(`Typed into the text, ${typed.join(" ")} became a special token, not text.`));
  const said = cutSentence(pieces, limit, "The tokenizer");
  if (said) parts.push(paragraph(said));
  parts.push(tokens(truncate(pieces, limit), show, isRaw));
  const cut = cutAway(pieces, limit);
  if (cut.length) parts.push(cutTokens(`The ${thousands(cut.length)} tokens that are cut:`, cut, show, isRaw));
  if (settings.compare === "yes") {
    const others = splitText(tokenizer.with(EXTRA_WORDS, false), text, special === "yes");
    const differs = differing(others, pieces);
    const apart = differs.filter((differ) => differ).length;
    const result = apart ? `${thousands(apart)} of them are others, and framed` : "the same ones";
    parts.push(
      heading(
        `The second tokenizer: ${thousands(others.length)} tokens, the first: ${thousands(pieces.length)}; ${result}`,
      ),
    );
    parts.push(tokens(others, show, isRaw, differs));
  }
  const ids = pieces.map((piece) => piece.id).join(" ");
  return view(countsLine(count(text, pieces)), parts, { values: { ids } });
};

export const ofIds: Compute = async ({ tokenizer }, settings) => {
  const pieces = piecesOfIds(tokenizer, parseIds(settings.ids));
  if (!pieces.length) return view("", [paragraph("Type token IDs, and their text is shown here.")]);
  return view("", [
    paragraph("Text: ", quoted(joinedText(pieces))),
    tokens(pieces, settings.view as TokenView, settings.raw === "yes"),
  ]);
};
