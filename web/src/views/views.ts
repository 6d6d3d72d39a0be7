/** Views of tokens with numbers, as helpers/render/views.py: a padded batch, a map of every pair, points on a plane. */

import { type Piece, wholeText } from "../engine/pieces";
import { codePoints, shortened, stripped, visibleParts } from "../engine/text";
import { type Cell, cell, heading, html, type Markup, number, table } from "./html";
import { colourCell } from "./numbers";
import { drawnToken, hexadecimal } from "./tokens";

// The plane as it is on a phone: there labels must not cover each other, and on a wider page they have more room.
const [WIDTH, HEIGHT, MARGIN] = [330, 330, 24];

/** Texts as rows of one rectangle: token, ID and mask; padding is grey, and its mask is 0. */
export function batch(caption: string, texts: readonly (readonly Piece[])[], padding: number): Markup {
  const longest = Math.max(...texts.map((pieces) => pieces.length));
  const rows = texts.flatMap((pieces, text) => {
    const letter = "AB"[text];
    const missing = longest - pieces.length;
    const filled = (value: string | number) => Array.from({ length: missing }, () => paddingCell(value));
    return [
      [`${letter}, token`, ...pieces.map(drawnToken), ...filled("padding")],
      [`${letter}, ID`, ...pieces.map((piece) => String(piece.id)), ...filled(padding)],
      [`${letter}, mask`, ...pieces.map(() => "1"), ...filled(0)],
    ];
  });
  return table(caption, ["place", ...Array.from({ length: longest }, (_, place) => String(place))], rows, "grid");
}

/** A value for every pair of tokens: orange is −1, white 0 and blue 1, and the number stands in each cell. */
export function heatMap(
  caption: string,
  corner: string,
  rows: readonly Piece[],
  columns: readonly Piece[],
  value: (row: number, column: number) => number,
): Markup {
  const body = rows.map((piece, row) => [
    drawnToken(piece),
    ...columns.map((_, column) => colourCell(value(row, column))),
  ]);
  return table(caption, [corner, ...columns.map(drawnToken)], body, "grid");
}

/** Tokens as points of a plane: rings for text A, squares for text B, and a table of the same. */
export function plane(
  caption: string,
  points: readonly (readonly [number, number])[],
  pieces: readonly Piece[],
  ofFirst: number,
): Markup {
  const axes = [0, 1].map((axis) => points.map((point) => point[axis]));
  const low = axes.map((axis) => Math.min(...axis));
  const span = Math.max(...axes.map((axis, place) => Math.max(...axis) - low[place])) || 1;
  const taken: [number, number, number][] = [];
  const items = points.map(([x, y], place) => {
    const label = plainLabel(pieces[place]);
    const width = 7 * codePoints(label);
    const across = MARGIN + ((x - low[0]) / span) * (WIDTH - 2 * MARGIN);
    const down = MARGIN + (1 - (y - low[1]) / span) * (HEIGHT - 2 * MARGIN);
    const [shift, drop] = freePlace(across, down, width, taken);
    taken.push([across + shift, down + drop, width]);
    const where = `left: ${((100 * across) / WIDTH).toFixed(1)}%; top: ${((100 * down) / HEIGHT).toFixed(1)}%`;
    const name = place < ofFirst ? "A" : "B";
    return html`<div class="${name}" style="${where}"><i></i><span style="left: ${shift}px; top: ${drop}px"><bdi>${label}</bdi></span></div>`;
  });
  const rows = points.map(([x, y], place) => [
    place < ofFirst ? "A, ring" : "B, square",
    drawnToken(pieces[place]),
    number(x, 2),
    number(y, 2),
  ]);
  const numbers = table("The same points as numbers", ["text", "token", "across", "up"], rows);
  return html`${heading(caption)}<div class="plane" role="img" aria-label="${caption} The numbers are in the table below.">${items}</div><p>Rings: text A. Squares: text B. Tokens near each other have similar vectors.</p><details><summary>The same points as numbers</summary>${numbers}</details>`;
}

/** A token in plain characters, short enough to stand beside a point. */
export function plainLabel(piece: Piece): string {
  const text = wholeText(piece);
  if (text === null) return shortened(hexadecimal(piece), 16);
  const named = visibleParts(text).map(([part, name]) => (name ? `[${name}]` : part));
  return shortened(stripped(named.join("")) || piece.token, 16);
}

/** Where a label can begin beside a point, in pixels from it: the first of several places that no other covers. */
function freePlace(
  across: number,
  down: number,
  width: number,
  taken: readonly (readonly [number, number, number])[],
): [number, number] {
  const places = [0, -1, 1, -2, 2, -3, 3, -4, 4].flatMap((line): [number, number][] => [
    [9, 15 * line],
    [-9 - width, 15 * line],
  ]);
  const isFree = ([shift, drop]: [number, number]) => {
    const [left, top] = [across + shift, down + drop];
    return (
      left >= 0 &&
      left + width <= WIDTH &&
      taken.every(
        ([begin, other, wide]) => Math.abs(top - other) >= 15 || left >= begin + wide || left + width <= begin,
      )
    );
  };
  return places.find(isFree) ?? places[0];
}

function paddingCell(value: string | number): Cell {
  return cell(html`<td class="padding">${value}</td>`);
}
