/** A text as displayable pieces, as helpers/tokens.py: one a token, with the bytes of the text that it stands for. */

import { checkText, codePoints, stripped, words } from "./text";
import type { Tokenizer } from "./tokenizer";

export type Kind = "text" | "added" | "special";

export interface Piece {
  readonly id: number;
  /** Its entry as the vocabulary writes it, such as `Ġisland`. */
  readonly token: string;
  /** The bytes of the text that it stands for; none for the `<s>` and `</s>` that the tokenizer adds. */
  readonly data: Uint8Array;
  readonly kind: Kind;
  /** Whether it begins inside a character that an earlier piece began. */
  readonly continues: boolean;
}

export interface Counts {
  readonly characters: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly words: number;
  /** How many tokens the words have, without those at the ends; null without words. */
  readonly inside: number;
}

const ENCODER = new TextEncoder();
const NONE = new Uint8Array();
const BYTE_OF = byteAlphabet();
const CHARACTER_OF = [...BYTE_OF.keys()];

/** The printable character that stands for each byte in a byte-level vocabulary (Radford et al., 2019). */
export function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let borrowed = 256;
  for (let byte = 0; byte < 256; byte++) {
    const visible = (byte > 32 && byte < 127) || (byte > 160 && byte < 256 && byte !== 173);
    alphabet.set(String.fromCharCode(visible ? byte : borrowed++), byte);
  }
  return alphabet;
}

/** The bytes that an entry of the vocabulary stands for. */
export function bytesOf(entry: string): Uint8Array {
  return Uint8Array.from(entry, (character) => BYTE_OF.get(character)!);
}

/** How an entry of the vocabulary writes bytes. */
export function ofBytes(data: Uint8Array): string {
  return Array.from(data, (byte) => CHARACTER_OF[byte]).join("");
}

/** Whether a special token stands for a stretch of the text, and was not added at its ends. */
export function specialInText(piece: Piece): boolean {
  return piece.kind === "special" && piece.data.length > 0;
}

/** Tokenize a text, without truncation. The pieces' bytes, joined, are the text's bytes. */
export function splitText(tokenizer: Tokenizer, text: string, ends = true): Piece[] {
  checkText(text);
  const pieces: Piece[] = [];
  for (const section of tokenizer.sections(text)) {
    if (section.added) {
      const kind = section.added.special ? "special" : "added";
      const { id, content } = section.added;
      pieces.push({ id, token: content, data: ENCODER.encode(section.text), kind, continues: false });
    } else {
      for (const { id, token } of tokenizer.tokensOf(section.text)) pieces.push(textPiece(id, token));
    }
  }
  return ends ? [endPiece(tokenizer, tokenizer.startId), ...pieces, endPiece(tokenizer, tokenizer.endId)] : pieces;
}

/** The pieces of a text that stay when it is truncated to a number of tokens, `<s>` and `</s>` included. */
export function truncate(pieces: readonly Piece[], limit: number): Piece[] {
  if (pieces.length <= limit) return [...pieces];
  const tail = tailOf(pieces);
  return [...pieces.slice(0, limit - tail.length), ...tail];
}

/** The pieces that `truncate` leaves out. */
export function cutAway(pieces: readonly Piece[], limit: number): Piece[] {
  if (pieces.length <= limit) return [];
  const tail = tailOf(pieces).length;
  return pieces.slice(limit - tail, pieces.length - tail);
}

/** For each piece of a text, whether another way to cut the same text has no such token at the same bytes. */
export function differing(pieces: readonly Piece[], others: readonly Piece[]): boolean[] {
  const places = (some: readonly Piece[]) => {
    let begin = 0;
    return some.map((piece) => {
      const place = `${begin} ${piece.data.length} ${piece.id}`;
      begin += piece.data.length;
      return place;
    });
  };
  const known = new Set(places(others));
  return places(pieces).map((place) => !known.has(place));
}

/** The other direction: the pieces that token IDs stand for. A special token stands for its own name. */
export function piecesOfIds(tokenizer: Tokenizer, ids: readonly number[]): Piece[] {
  return ids.map((id) => {
    const token = tokenizer.entry(id);
    if (token === undefined) {
      throw new Error(`There is no token ID ${id}: the vocabulary goes from 0 to ${tokenizer.size - 1}.`);
    }
    const added = tokenizer.added.find((one) => one.id === id);
    if (!added) return textPiece(id, token);
    return { id, token, data: ENCODER.encode(token), kind: added.special ? "special" : "added", continues: false };
  });
}

/** Read token IDs separated by spaces, commas or line ends: typed, or as a notebook prints them. */
export function parseIds(text: string): number[] {
  let rest = text;
  const encoding = /['"]?\binput_ids\b['"]?\s*[:=]/.exec(rest);
  if (encoding) {
    rest = rest.slice(encoding.index + encoding[0].length).split(/['"]?\b(?:attention_mask|token_type_ids)\b/)[0];
    rest = rest.replace(/^[ \t\r\n,}]+|[ \t\r\n,}]+$/g, "");
  }
  rest = rest.replace(/\b(?:torch\.|np\.|numpy\.)?(?:tensor|array|Tensor|LongTensor)\s*\(/g, " ");
  rest = rest.replace(/\b(?:dtype|device)\s*=\s*[\w.:'"]+/g, " ");
  const entries = rest.split(/[\s,[\](){}]+/).filter((word) => word);
  entries.forEach((word, place) => {
    if (!/^[0-9]{1,9}$/.test(word)) {
      throw new Error(
        `Entry ${place + 1}, '${[...word].slice(0, 20).join("")}', is no token ID: ` +
          "type whole numbers with spaces or commas between them.",
      );
    }
  });
  return entries.map(Number);
}

/** The text that pieces stand for; bytes that form no character become �. */
export function joinedText(pieces: readonly Piece[]): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(joinedBytes(pieces));
}

/** The text that one piece stands for, or null where its bytes are no whole characters. */
export function wholeText(piece: Piece): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(piece.data);
  } catch {
    return null;
  }
}

/** The pieces in order, those that share a character together. */
export function groups(pieces: readonly Piece[]): Piece[][] {
  const together: Piece[][] = [];
  for (const piece of pieces) {
    const last = together[together.length - 1];
    if (piece.continues && last && last[last.length - 1].kind === "text") last.push(piece);
    else together.push([piece]);
  }
  return together;
}

/** Count a text and its pieces; words are what stands between white space. */
export function count(text: string, pieces: readonly Piece[]): Counts {
  const inside = pieces.filter((piece) => piece.kind !== "special" || piece.data.length > 0).length;
  const bytes = ENCODER.encode(text).length;
  return { characters: codePoints(text), bytes, tokens: pieces.length, words: words(text), inside };
}

/** Words to add, typed with commas between them. */
export function parseWords(text: string): string[] {
  return stripped(text) ? text.split(",").map(stripped) : [];
}

/** The special token that the tokenizer has put after a text, if it has. */
function tailOf(pieces: readonly Piece[]): Piece[] {
  const last = pieces[pieces.length - 1];
  return last.data.length ? [] : [last];
}

function textPiece(id: number, token: string): Piece {
  const data = bytesOf(token);
  return { id, token, data, kind: "text", continues: data.length > 0 && (data[0] & 0b1100_0000) === 0b1000_0000 };
}

function endPiece(tokenizer: Tokenizer, id: number): Piece {
  return { id, token: tokenizer.entry(id)!, data: NONE, kind: "special", continues: false };
}

function joinedBytes(pieces: readonly Piece[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.data.length, 0));
  let done = 0;
  for (const piece of pieces) {
    all.set(piece.data, done);
    done += piece.data.length;
  }
  return all;
}
