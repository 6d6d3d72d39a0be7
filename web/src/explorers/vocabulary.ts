/** Add words to a vocabulary and see what becomes of a sentence, as helpers/explorers/vocabulary.py. */

import { trace } from "../engine/model";
import { differing, type Piece, parseWords, piecesOfIds, splitText, truncate } from "../engine/pieces";
import { pythonQuoted, shortened } from "../engine/text";
import { cosine, norm } from "../engine/vectors";
import { type Extension, extend, type NewRow, piecesOfWords, rowOf, type Start } from "../engine/vocabulary";
import {
  heading,
  html,
  joined,
  type Markup,
  number,
  paragraph,
  shown,
  sideBySide,
  table,
  thousands,
} from "../views/html";
import { barCell } from "../views/numbers";
import { drawnToken, tokens } from "../views/tokens";
import { bringFor, type Compute, type Engine, view } from "./base";

const MOST_PIECES = 8;
const NO_ROW = "IndexError: index out of range in self"; // what PyTorch says

export const ofWords: Compute = async (engine, settings) => {
  const { tokenizer, checkpoint } = engine;
  const words = parseWords(settings.words);
  if (words.length && !words[words.length - 1]) words.pop(); // a comma, and the next word is still to come
  const none: Extension = { tokenizer, rows: [] };
  let now = none;
  if (words.length) {
    await checkpoint.bringRows(piecesOfWords(tokenizer, words).flat());
    now = extend(checkpoint, none, words, settings.start as Start, settings.whole === "yes");
  }
  const before = splitText(tokenizer, settings.text);
  const after = splitText(now.tokenizer, settings.text);
  const added = now.rows.length;
  const name = added === 1 ? "one new word" : added ? `${thousands(added)} new words` : "no new word";
  const parts = [
    heading(`Before: ${thousands(before.length)} tokens`),
    tokens(before),
    heading(`After, with ${name}: ${thousands(after.length)} tokens`),
    tokens(after, "tokens", false, differing(after, before)),
    ...notes(now.rows, after).map((note) => paragraph(note)),
    await sizes(engine, now, before, after),
  ];
  if (added) parts.push(rows(engine, now.rows));
  return view(`${thousands(before.length)} tokens before, ${thousands(after.length)} after.`, parts);
};

async function sizes(
  engine: Engine,
  now: Extension,
  before: readonly Piece[],
  after: readonly Piece[],
): Promise<Markup> {
  const { checkpoint, tokenizer } = engine;
  const row = rowOf(checkpoint, now.rows);
  const answers: Float32Array[] = [];
  for (const pieces of [before, after]) {
    const ids = truncate(pieces, checkpoint.readingLimit).map((piece) => piece.id);
    await bringFor(engine, ids);
    answers.push(trace(checkpoint, ids, { row }).get("probabilities")!.data);
  }
  const lengths = [tokenizer.size, now.tokenizer.size].map(thousands);
  const width = String(checkpoint.index.config.hidden_size);
  return sideBySide(
    table(
      "The answer to the sentence",
      ["probability of", "before", "after"],
      checkpoint.labels.map((label, place) => [label, ...answers.map((answer) => barCell(answer[place], label))]),
    ),
    table(
      "Sizes",
      ["how many", "before", "after"],
      [
        ["tokens in the vocabulary", ...lengths],
        ["rows of the embedding table", ...lengths],
        ["numbers in a row", width, width],
      ],
    ),
  );
}

function rows(engine: Engine, added: readonly NewRow[]): Markup {
  return table(
    "New rows",
    ["word", "ID", "was", "norm", "norm of the pieces' mean", "cosine with it"],
    added.map((one) => [
      shown(shortened(one.word)),
      String(one.id),
      was(engine, one),
      number(norm(one.row)),
      number(norm(one.meanOfPieces)),
      number(cosine(one.row, one.meanOfPieces)),
    ]),
  );
}

function was({ tokenizer }: Engine, one: NewRow): Markup {
  const pieces = piecesOfIds(tokenizer, one.pieces);
  const drawn = joined(pieces.slice(0, MOST_PIECES).map(drawnToken), " + ");
  const more = pieces.length - MOST_PIECES;
  return html`${drawn}${more > 0 ? ` + ${thousands(more)} more` : ""}`;
}

function notes(added: readonly NewRow[], after: readonly Piece[]): string[] {
  const found: string[] = [];
  for (const one of added) {
    const name = pythonQuoted(shortened(one.word));
    if (one.pieces.length === 1) {
      found.push(
        `After a space, ${name} was one token before, with ID ${one.pieces[0]}. That ` +
          "token, and what the model learnt about it, are no longer used: leave such a word out.",
      );
    }
    const isSpace = ({ data }: Piece) => data.length === 1 && data[0] === 32;
    if (!after.some((piece) => piece.id === one.id)) {
      found.push(`The sentence does not contain ${name}, so its row is not used here.`);
    } else if (after.some((piece, place) => piece.id === one.id && place > 0 && isSpace(after[place - 1]))) {
      found.push(`The space before ${name} is a token by itself now: an added word is found without it.`);
    }
  }
  const last = added[added.length - 1];
  if (last) {
    found.push(
      `Here the table grew together with the tokenizer. Had it not, ID ${last.id} would have no ` +
        `row, and the model would stop: ${NO_ROW}`,
    );
  }
  return found;
}
