/** A tokenizer and a table with more words, as helpers/vocabulary.py. */

import type { Checkpoint } from "./checkpoint";
import { joinedText, piecesOfIds } from "./pieces";
import { checkText, pythonQuoted, stripped } from "./text";
import type { Tokenizer } from "./tokenizer";
import { mean } from "./vectors";

export type Start = "average" | "pieces";

/** What became of one word. */
export interface NewRow {
  readonly word: string;
  readonly id: number;
  /** The IDs of the tokens that it was, in the middle of a sentence. */
  readonly pieces: number[];
  readonly row: Float32Array;
  readonly meanOfPieces: Float32Array;
}

/** A tokenizer with more words, and their rows. */
export interface Extension {
  readonly tokenizer: Tokenizer;
  readonly rows: readonly NewRow[];
}

/** Refuse words that cannot be added, or that nothing is gained by adding. */
export function checkWords(tokenizer: Tokenizer, words: readonly string[]): void {
  if (!words.length) throw new Error("There is no word to add: type one, or several with commas between them.");
  words.forEach((word, place) => {
    checkText(word);
    if (!stripped(word)) {
      throw new Error(`Word ${place + 1} is blank, and a token of nothing would be found everywhere: leave it out.`);
    }
    const name = pythonQuoted(word);
    if (words.indexOf(word) < place) throw new Error(`The word ${name} is given twice: leave one out.`);
    const ids = tokenizer.encode(word, false);
    if (ids.length === 1) throw new Error(`${name} is one token already, with ID ${ids[0]}: it needs no adding.`);
    const taken = tokenizer.idOf(word);
    if (taken !== undefined) {
      throw new Error(
        `${name} is how the vocabulary writes its token ${taken}, ${pythonQuoted(joinedText(piecesOfIds(tokenizer, [taken])))}. ` +
          "Added, the word would get that token's ID and meaning: choose another.",
      );
    }
  });
}

/** The IDs of the tokens that words are in the middle of a sentence; their rows have to be brought before `extend`. */
export function piecesOfWords(tokenizer: Tokenizer, words: readonly string[]): number[][] {
  return words.map((word) => tokenizer.encode(` ${word}`, false));
}

/** The row of a token ID, a new one's too. */
export function rowOf(checkpoint: Checkpoint, rows: readonly NewRow[]): (id: number) => Float32Array {
  const byId = new Map(rows.map((one) => [one.id, one.row]));
  return (id) => byId.get(id) ?? checkpoint.row(id);
}

/** Add words: each gets the next ID, and a row that starts at the average of all rows or at the mean of its pieces'. */
export function extend(
  checkpoint: Checkpoint,
  before: Extension,
  words: readonly string[],
  start: Start,
  wholeWords: boolean,
): Extension {
  checkWords(before.tokenizer, words);
  const tokenizer = before.tokenizer.with(words, wholeWords);
  const row = rowOf(checkpoint, before.rows);
  const pieces = piecesOfWords(before.tokenizer, words);
  const added = words.map((word, place): NewRow => {
    const meanOfPieces = mean(pieces[place].map(row));
    return {
      word,
      id: before.tokenizer.size + place,
      pieces: pieces[place],
      row: start === "average" ? average(checkpoint, before) : meanOfPieces,
      meanOfPieces,
    };
  });
  return { tokenizer, rows: [...before.rows, ...added] };
}

/** The mean of all rows, those of words added before among them. */
function average(checkpoint: Checkpoint, before: Extension): Float32Array {
  const { average: ofTable, config } = checkpoint.index;
  const all = config.vocab_size + before.rows.length;
  return Float32Array.from(ofTable, (number, place) => {
    const sum = before.rows.reduce((total, one) => total + one.row[place], number * config.vocab_size);
    return sum / all;
  });
}
