/** Tokens as running text, as helpers/render/tokens.py: pieces in tints that take turns, with what stands for them below. */

import { type Counts, groups, joinedText, type Piece, specialInText, wholeText } from "../engine/pieces";
import { html, joined, type Markup, number, quoted, shown, thousands } from "./html";
import { colours, type Ends } from "./numbers";

export const VIEWS = ["tokens", "IDs", "bytes"] as const;
export type TokenView = (typeof VIEWS)[number];

const MOST_TOKENS = 512;
/** Of the tokens that follow, which nobody reads to their end. */
const MOST_REST = 1000;
/** So many tokens open at a touch; in a longer text the keyboard would have to pass too many. */
const MOST_OPENED = 64;

/** Pieces as running text, those that share a character in one box; what follows the first ones without its IDs. */
export function tokens(
  pieces: readonly Piece[],
  view: TokenView = "tokens",
  raw = false,
  differing: readonly boolean[] = [],
): Markup {
  const drawn = pieces.slice(0, MOST_TOKENS);
  const opens = drawn.length <= MOST_OPENED;
  let place = 0;
  const items = groups(drawn).map((group) => {
    const own = joined(group.map((piece) => item(piece, place, view, raw, differing[place++] ?? false, opens)));
    if (group.length === 1) return own;
    const said = html`${quoted(joinedText(group))}: ${group.length} tokens share a character`;
    return html`<li class="group"><ol>${own}</ol><small>${said}</small></li>`;
  });
  const rest = pieces.slice(drawn.length);
  const after = rest.length ? cutTokens(`The ${thousands(rest.length)} tokens after these:`, rest, view, raw) : "";
  return html`<ol class="tokens">${items}</ol>${after}`;
}

/** Pieces that truncation cuts away, below the sentence that says so. */
export function cutTokens(said: string, all: readonly Piece[], view: TokenView, raw: boolean): Markup {
  const pieces = all.slice(0, MOST_REST);
  const more = all.length > MOST_REST ? " …" : "";
  let text: string | Markup;
  if (view === "IDs") text = pieces.map((piece) => piece.id).join(" ");
  else if (view === "bytes") text = pieces.map((piece) => hexadecimal(piece)).join(" ");
  else if (raw) text = shown(pieces.map((piece) => piece.token).join(" "));
  else text = shown(joinedText(pieces));
  return html`<p>${said}</p><p class="rest" tabindex="0" role="region" aria-label="${said}">${text}${more}</p>`;
}

/** Pieces as running text, each in the colour of a signed number that stands below it; – where there is none. */
export function weighedTokens(pieces: readonly Piece[], values: readonly (number | null)[], ends?: Ends): Markup {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0))) || 1;
  const items = pieces.map((piece, place) => {
    const value = values[place];
    if (value === null) return html`<li class="special">${drawnToken(piece)} <small>–</small></li>`;
    const [text, back] = colours((0.6 * value) / largest, ends);
    const style = `color: ${text}; background: ${back}`;
    return html`<li><span class="weighed" style="${style}">${drawnToken(piece)}</span> <small>${number(value, 2, true)}</small></li>`;
  });
  return html`<ol class="tokens weighed">${items}</ol>`;
}

/** A token as the vocabulary writes it. */
export function rawToken(piece: Piece): Markup {
  return code(piece, shown(piece.token));
}

/** A token as the text that it stands for; bytes that are no whole characters as hexadecimal numbers. */
export function drawnToken(piece: Piece): Markup {
  if (!piece.data.length) return rawToken(piece);
  const text = wholeText(piece);
  return code(piece, text === null ? `bytes ${hexadecimal(piece)}` : shown(text, true));
}

/** The sizes of a text in one line; the tokens at its ends are counted apart. */
export function countsLine(counts: Counts): string {
  const ends = counts.tokens - counts.inside;
  const beside = ends ? ` and ${ends} at the ends` : "";
  const ratio = counts.words ? `, ${(counts.inside / counts.words).toFixed(2)} tokens per word` : "";
  return (
    `${many(counts.characters, "character")}, ${many(counts.bytes, "byte")}, ${many(counts.words, "word")}, ` +
    `${many(counts.inside, "token")}${beside}${ratio}.`
  );
}

/** A piece's bytes as hexadecimal numbers. */
export function hexadecimal(piece: Piece): string {
  return Array.from(piece.data, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

function item(piece: Piece, place: number, view: TokenView, raw: boolean, differs: boolean, opens: boolean): Markup {
  const token = raw ? rawToken(piece) : drawnToken(piece);
  const data = hexadecimal(piece);
  let [first, second]: [Markup, string | Markup] = [token, String(piece.id)];
  if (view === "IDs") [first, second] = [code(piece, String(piece.id)), token];
  if (view === "bytes") [first, second] = [code(piece, data || "none"), token];
  const kind =
    piece.kind === "text" ? "" : html` <small>${specialInText(piece) ? "special, in the text" : piece.kind}</small>`;
  const parts = html`${first} <small>${second}</small>${kind}`;
  const names = piece.kind + (differs ? " differs" : "");
  if (!opens) return html`<li class="${names}">${parts}</li>`;
  const stands = data ? `bytes ${data}` : "no byte of the text";
  const more = html`Place ${place}, ID ${piece.id}, in the vocabulary ${rawToken(piece)}, ${stands}`;
  return html`<li class="${names}"><details name="token"><summary>${parts}</summary><p>${more}</p></details></li>`;
}

function code(piece: Piece, text: string | Markup): Markup {
  return html`<code data-token-id="${piece.id}">${text}</code>`;
}

function many(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;
}
