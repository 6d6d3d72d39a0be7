/** Unicode for display, as helpers/text.py: whether a text is one, and what its characters are called. */

import { members, NAMES } from "./characters";

const UNSEEN = new RegExp(`[${members("unseen")}]`, "gu");
const PRINTABLE = /^[ -~]+$/; // most texts, for which the long class above need not be asked
const MARK_FIRST = new RegExp(`^[${members("marks")}]`, "u");
const LONE_SURROGATE = /\p{Surrogate}/u;
/** White space at which Python's `split` cuts. */
const WHITE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = new RegExp(`[^${WHITE}]+`, "g");
const WHITE_ENDS = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, "g");

/** Refuse a text that has no UTF-8 form: one with half of a surrogate pair. */
export function checkText(text: string): void {
  const match = LONE_SURROGATE.exec(text);
  if (match) {
    const place = codePoints(text.slice(0, match.index)) + 1;
    const number = hexadecimal(match[0].charCodeAt(0));
    throw new Error(
      `Character ${place} of the text is U+${number}, half of a surrogate pair. ` +
        "Alone it is no character and has no bytes, so no tokenizer can read it: delete it.",
    );
  }
}

/** Whether a character that combines with the one before it begins a text. */
export function beginsWithMark(text: string): boolean {
  return MARK_FIRST.test(text);
}

/** Cut a text into `[characters, name]`: the name is empty for what can be drawn, else that of one character. */
export function visibleParts(text: string): [string, string][] {
  if (PRINTABLE.test(text)) return [[text, ""]];
  const parts: [string, string][] = [];
  let start = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > start) parts.push([text.slice(start, match.index), ""]);
    parts.push([match[0], characterName(match[0])]);
    start = match.index + match[0].length;
  }
  if (start < text.length) parts.push([text.slice(start), ""]);
  return parts;
}

/** Unicode's name of a character that cannot be seen, or its number. */
export function characterName(character: string): string {
  const number = hexadecimal(character.codePointAt(0)!);
  return NAMES[number.replace(/^0+(?=.)/, "")] ?? `U+${number}`;
}

/** A text cut to a number of characters, with … in place of the rest. */
export function shortened(text: string, most = 40): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** A text between quotation marks, as Python writes it. */
export function pythonQuoted(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replace(/'/g, "\\'")}'`;
}

/** How many code points a text has, which is what Python calls its length. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** A text without white space at its ends. */
export function stripped(text: string): string {
  return text.replace(WHITE_ENDS, "");
}

/** How many words stand between white space. */
export function words(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

function hexadecimal(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, "0");
}
