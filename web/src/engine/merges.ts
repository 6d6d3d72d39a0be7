/** How byte-pair encoding cuts a word (Sennrich et al., 2016): from single bytes, joining the pair of lowest rank. */

import type { Piece } from "./pieces";
import { ofBytes } from "./pieces";
import type { Tokenizer } from "./tokenizer";

/** A stretch of the text that is merged by itself: pieces `first` to `first + count - 1`. */
export interface Word {
  readonly text: string;
  readonly first: number;
  readonly count: number;
}

/** One merge: the place of the joined symbol, what stands there now, and the merge's place in the list, from 0. */
export interface Merge {
  readonly symbols: readonly string[];
  readonly place: number;
  readonly rank: number;
}

const ENCODER = new TextEncoder();

/** A text's words, as the tokenizer cuts them before it merges; added tokens belong to none. */
export function wordsOf(tokenizer: Tokenizer, text: string, pieces: readonly Piece[]): Word[] {
  const words: Word[] = [];
  let place = pieces[0]?.data.length ? 0 : 1; // after the token at the text's beginning
  for (const section of tokenizer.sections(text)) {
    if (section.added) {
      place += 1;
      continue;
    }
    for (const word of tokenizer.cut(section.text)) {
      const first = place;
      for (let bytes = ENCODER.encode(word).length; bytes > 0; place++) bytes -= pieces[place].data.length;
      words.push({ text: word, first, count: place - first });
    }
  }
  return words;
}

/** A word's bytes as the vocabulary writes them, before any merge. */
export function symbolsOf(word: string): string[] {
  return Array.from(ENCODER.encode(word), (byte) => ofBytes(Uint8Array.of(byte)));
}

/** The merges of a word, one by one. */
export function mergesOf(tokenizer: Tokenizer, word: string): Merge[] {
  let symbols = symbolsOf(word);
  const merges: Merge[] = [];
  for (;;) {
    const ranks = symbols.slice(1).map((symbol, place) => tokenizer.rank(symbols[place], symbol));
    const rank = Math.min(...ranks);
    if (rank === Number.POSITIVE_INFINITY) return merges;
    const place = ranks.indexOf(rank);
    symbols = [...symbols.slice(0, place), symbols[place] + symbols[place + 1], ...symbols.slice(place + 2)];
    merges.push({ symbols, place, rank });
  }
}
