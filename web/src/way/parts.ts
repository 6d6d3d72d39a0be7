/** What chapters are made of: pieces as buttons, a sentence shaded by numbers, answers as bars, vectors as strips. */

import { groups, joinedText, type Piece, wholeText } from "../engine/pieces";
import { largest } from "../engine/vectors";
import { html, type Markup, percent, shown } from "../views/html";
import { colours, type Ends } from "../views/numbers";
import { hexadecimal } from "../views/tokens";
import { plainLabel } from "../views/views";

/** Violet below 0, green above: orange and blue are the labels' here (Harrower & Brewer, 2003: PRGn). */
export const SIGNS: Ends = ["#762a83", "#1b7837"];
/** A share from 0 to 1, as dark as it is large. */
const SHARE: Ends = ["#ffffff", "#00539c"];
/** Backgrounds from −1 to 1 in so many steps on either side, which is more than an eye tells apart. */
const STEPS = 100;
const backgrounds = (ends: Ends) =>
  Array.from({ length: 2 * STEPS + 1 }, (_, step) => colours(step / STEPS - 1, ends)[1]);
const PALETTES = { strip: backgrounds(SIGNS), shares: backgrounds(SHARE) };

/** What a touch changes: values of the page's state. */
export function sets(values: Readonly<Record<string, string | number>>): string {
  return JSON.stringify(values);
}

/** A sentence is drawn some fifty times, and each of its pieces looked at once. */
const drawn = new WeakMap<Piece, [plain: Markup, marked: Markup]>();

/** A piece as it stands in running text, its spaces as dots on demand; bytes that are no whole characters as numbers. */
export function running(piece: Piece, markSpaces = false): Markup {
  const both = drawn.get(piece) ?? [plain(piece, false), plain(piece, true)];
  drawn.set(piece, both);
  return both[markSpaces ? 1 : 0];
}

function plain(piece: Piece, markSpaces: boolean): Markup {
  if (!piece.data.length) return shown(piece.token);
  const text = wholeText(piece);
  return text === null ? html`<small>${hexadecimal(piece)}</small>` : shown(text, markSpaces);
}

/** A piece in a few plain characters, for names and announcements; blanks as dots. */
export function label(piece: Piece): string {
  const text = wholeText(piece);
  return text && /^ +$/.test(text) ? text.replaceAll(" ", "·") : plainLabel(piece);
}

/** The piece that is read most, with its share; a piece of another direction is kept apart from the number. */
export function mostRead(pieces: readonly Piece[], shares: Float32Array): Markup {
  const most = largest(shares);
  return html`<small><bdi>${label(pieces[most])}</bdi> ${percent(shares[most])}</small>`;
}

/** The piece at the beginning, in a sentence. */
export const FIRST = html`<b>&lt;s&gt;</b>`;

/** A piece in a sentence. */
export function named(piece: Piece): Markup {
  return html`<b>${running(piece, true)}</b>`;
}

export interface Row {
  /** The row's name: in the identifiers of its buttons, and for those who do not see it. */
  readonly id: string;
  readonly label: string;
  /** Which piece the keyboard reaches. */
  readonly reached: number;
  /** What stands below each piece. */
  readonly below: (place: number) => string | Markup;
  /** Whether a piece is pressed, and what a touch changes; null for a piece that is no button. */
  readonly press: (place: number) => { pressed: boolean; sets: string } | null;
}

/** Pieces as a row of buttons; those that share a character stand in one frame. Arrow keys move along. */
export function pieceRow(pieces: readonly Piece[], { id, label, reached, below, press }: Row): Markup {
  let place = 0;
  const item = (piece: Piece): Markup => {
    const own = place++;
    const content = html`<span>${running(piece, true)}</span><small>${below(own)}</small>`;
    const pressed = press(own);
    if (!pressed) return html`<span class="piece still" data-token-id="${piece.id}">${content}</span>`;
    const tab = own === reached ? 0 : -1;
    return html`<button type="button" class="piece ${piece.kind}" id="${id}-${own}" data-token-id="${piece.id}" data-set="${pressed.sets}" aria-pressed="${String(pressed.pressed)}" tabindex="${tab}">${content}</button>`;
  };
  const items = groups(pieces).map((group) => {
    const own = group.map(item);
    if (group.length === 1) return own[0];
    return html`<span class="frame" role="group" aria-label="${joinedText(group)}, in ${group.length} pieces">${own}</span>`;
  });
  return html`<div class="pieces" role="group" aria-label="${label}" data-arrows>${items}</div>`;
}

/** A sentence whose pieces are shaded by shares from 0 to 1, each with a line below as long as its share. */
export function shaded(pieces: readonly Piece[], shares: ArrayLike<number>): Markup {
  const items = pieces.map(
    (piece, place) => html`<span style="--w:${shares[place].toFixed(4)}">${running(piece)}</span>`,
  );
  return html`<span class="shaded" aria-hidden="true">${items}</span>`;
}

/** Probabilities as one bar, with words and numbers below it. */
export function answerBar(labels: readonly string[], values: ArrayLike<number>): Markup {
  const bar = labels.map(
    (label, place) => html`<i class="${label}" style="width: ${(100 * values[place]).toFixed(2)}%"></i>`,
  );
  const words = labels.map(
    (label, place) =>
      html`<span data-label="${label}" data-probability="${values[place].toFixed(5)}"><i class="${label}"></i>${percent(values[place])} ${label}</span>`,
  );
  return html`<div class="answer"><div class="bar" aria-hidden="true">${bar}</div><p>${words}</p></div>`;
}

/** The largest size of some numbers, by which a strip is coloured. */
export function size(...vectors: readonly Float32Array[]): number {
  let most = 0;
  for (const vector of vectors) for (const value of vector) most = Math.max(most, Math.abs(value));
  return most || 1;
}

/** Numbers as a row of coloured cells, white at 0; `most` has the last colour. */
export function cells(values: Float32Array, most: number, palette: keyof typeof PALETTES = "strip"): Markup {
  const stops = Array.from(values, (value, place) => {
    const end = ((100 * (place + 1)) / values.length).toFixed(2);
    const share = Math.max(-1, Math.min(1, value / most));
    return `${PALETTES[palette][Math.round((share + 1) * STEPS)]} 0 ${end}%`;
  });
  return html`<span class="cells" style="background: linear-gradient(90deg, ${stops.join(",")})"></span>`;
}

/** A vector's name, and it as cells. */
export function strip(name: string | Markup, values: Float32Array, most: number): Markup {
  return html`<div class="strip-row"><span class="name">${name}</span>${cells(values, most)}</div>`;
}

/** A table that opens at a touch. It can have thousands of cells, and is made after everything else. */
export function foldedTable(name: string, tables: ReadonlySet<string>, summary: string): Markup {
  return folded(name, tables.has(name), summary, () => html`<div data-slot="table-${name}"></div>`);
}

/** What opens at a touch; what stands in it is made only when it is open. */
export function folded(name: string, open: boolean, summary: string, content: () => Markup): Markup {
  const attribute = open ? html` open` : "";
  return html`<details id="fold-${name}" data-table="${name}"${attribute}><summary>${summary}</summary>${open ? content() : ""}</details>`;
}
