/** Classes of characters as Python and the tokenizers library have them, made by tools/characters.py. */

import table from "./characters.json";

/** Classes as flat lists `[first, last, first, last, …]` of code points. */
type ClassName = "letters" | "numbers" | "spaces" | "words" | "unseen" | "marks";

/** The names of characters that cannot be seen, by their code points in hexadecimal. */
export const NAMES: Record<string, string> = table.names;

/** A class as it is written inside the brackets of a regular expression with the flag `u`. */
export function members(name: ClassName): string {
  const flat = table[name];
  let source = "";
  for (let place = 0; place < flat.length; place += 2) {
    source += `\\u{${flat[place].toString(16)}}-\\u{${flat[place + 1].toString(16)}}`;
  }
  return source;
}
