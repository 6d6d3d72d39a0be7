/** Chapter 1: a text as pieces, one piece looked at closely, and the merges that made a word. */

import { mergesOf, symbolsOf, type Word, wordsOf } from "../engine/merges";
import { positions } from "../engine/model";
import { bytesOf, count, joinedText, type Piece } from "../engine/pieces";
import type { Tokenizer } from "../engine/tokenizer";
import { nearest } from "../engine/vectors";
import type { Engine } from "../explorers/base";
import { html, type Markup, number, quoted, shown, table, thousands } from "../views/html";
import { drawnToken, hexadecimal, rawToken } from "../views/tokens";
import { folded, named, pieceRow, sets } from "./parts";
import type { Run } from "./run";
import type { State } from "./state";

const NEIGHBOURS = 6;
const EXAMPLE = " whaleshark"; // a word of several pieces, where a sentence has none

export function textChapter(engine: Engine, run: Run, state: State): Markup {
  const { pieces } = run;
  const row = pieceRow(pieces, {
    id: "piece",
    label: "The pieces, with their IDs",
    reached: state.piece,
    below: (place) => String(pieces[place].id),
    press: (place) => ({ pressed: place === state.piece, sets: sets({ piece: place }) }),
  });
  return html`<p>${counted(run)}</p>${row}${drawer(engine, run, state)}${merges(engine.tokenizer, run, state)}`;
}

/** How many characters, bytes, words and pieces; and what that says of this text. */
function counted({ text, whole }: Run): Markup {
  const { characters, bytes, words, inside } = count(text, whole);
  if (!inside)
    return html`An empty text has no piece of its own: only the two ends are read, and the model answers all the same.`;
  const ends = whole.length - inside;
  const some = (many: number, noun: string) => `${thousands(many)} ${noun}${many === 1 ? "" : "s"}`;
  return html`${some(characters, "character")}, ${some(bytes, "byte")}, ${some(words, "word")}: <b>${some(inside, "piece")}</b> and ${ends} at the ends.`;
}

/** What there is to say of the chosen piece. */
function drawer(engine: Engine, { pieces, ids }: Run, { piece: place, tables }: State): Markup {
  const piece = pieces[place];
  const { config } = engine.checkpoint.index;
  const position = positions(ids, config.pad_token_id)[place];
  const facts: [string, string | Markup][] = [
    ["bytes, in hexadecimal", piece.data.length ? hexadecimal(piece) : "none: it stands for no text"],
    ["in the vocabulary", rawToken(piece)],
    ["ID", `${thousands(piece.id)}: row ${thousands(piece.id)} of ${thousands(config.vocab_size)}, counted from 0`],
    [
      "position",
      `${place + 1} of ${pieces.length}: row ${position} of the table of positions, whose first two rows stand for no place`,
    ],
  ];
  const rows = facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  // The whole table is needed, which is brought when somebody asks.
  const neighbours = folded(
    "neighbours",
    tables.has("neighbours"),
    "Nearest rows of the table",
    () => html`<div data-slot="neighbours" data-of="${piece.id}"></div>`,
  );
  return html`<div class="box drawer"><p class="heading">The chosen piece: ${named(piece)}</p><dl>${rows}</dl>${neighbours}</div>`;
}

/** The rows of the table that point most nearly the same way as a piece's own. */
export function neighboursOf({ checkpoint, tokenizer }: Engine, piece: Piece): Markup {
  const rows = nearest(checkpoint, piece.id, NEIGHBOURS, "cosine").map(({ id, score }) => {
    const entry = tokenizer.entry(id)!;
    const isText = !tokenizer.added.some((one) => one.id === id);
    const other: Piece = {
      id,
      token: entry,
      data: isText ? bytesOf(entry) : new Uint8Array(),
      kind: "text",
      continues: false,
    };
    return [drawnToken(other), thousands(id), number(score, 2)];
  });
  return table("Nearest by cosine", ["piece", "ID", "cosine"], rows);
}

/** The word whose merges are shown: the chosen piece's, or else the one with the most merges. */
function wordOf(tokenizer: Tokenizer, { text, pieces, whole }: Run, { piece }: State): Word | null {
  const words = wordsOf(tokenizer, text, whole).filter((word) => word.first < pieces.length);
  const own = words.find(({ first, count }) => piece >= first && piece < first + count);
  if (own) return own;
  let best: [number, Word | null] = [0, null];
  for (const word of words) {
    const merges = symbolsOf(word.text).length - word.count;
    if (merges > best[0]) best = [merges, word];
  }
  return best[1];
}

function merges(tokenizer: Tokenizer, run: Run, state: State): Markup {
  const open = state.tables.has("merges");
  return folded("merges", open, "Watch the merges", () => {
    const word = wordOf(tokenizer, run, state);
    return mergeList(
      tokenizer,
      word?.text ?? EXAMPLE,
      word ? "" : "This text has no word to merge, so here is another: ",
    );
  });
}

/** From bytes to pieces, one merge after the other. */
function mergeList(tokenizer: Tokenizer, word: string, before: string): Markup {
  const steps = mergesOf(tokenizer, word);
  const line = (symbols: readonly string[], joined: number, note: string, order: number) => {
    const drawn = symbols.map((symbol, place) =>
      place === joined ? html`<mark>${symbolText(symbol)}</mark>` : html`<span>${symbolText(symbol)}</span>`,
    );
    return html`<li style="--order:${order}"><span class="symbols">${drawn}</span> <small>${note}</small></li>`;
  };
  const first = symbolsOf(word);
  const items = steps.map(({ symbols, place, rank }, order) =>
    line(symbols, place, `merge ${thousands(rank + 1)} of ${thousands(tokenizer.merges)}`, order + 1),
  );
  const pieces = (steps.at(-1)?.symbols ?? first).length;
  const end =
    pieces === 1
      ? "Nothing is left to join: the word is one piece."
      : `No merge joins any two of these ${pieces}: they are the word's pieces.`;
  return html`<p>${before}${quoted(word)} begins as ${first.length === 1 ? "a single byte" : `${first.length} single bytes`}. In each step, of all pairs that stand side by side, the one is joined that comes first in the list of merges.</p><ol class="merges">${line(first, -1, "bytes", 0)}${items}</ol><p>${end}</p>`;
}

function symbolText(symbol: string): Markup {
  const data = bytesOf(symbol);
  const piece: Piece = { id: -1, token: symbol, data, kind: "text", continues: false };
  const text = joinedText([piece]);
  return text.includes("\ufffd") ? html`<small>${hexadecimal(piece)}</small>` : shown(text, true);
}
