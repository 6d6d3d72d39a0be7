/** Numbers as bars, colours and strips, as helpers/render/numbers.py. */

import { largest } from "../engine/vectors";
import { type Cell, cell, contrast, html, type Markup, number, percent, table } from "./html";

/** The last colours on both sides of white: below 0 and above. */
export type Ends = readonly [below: string, above: string];

const ORANGE_BLUE: Ends = ["#b34700", "#00639a"];

/** A cell with a number between 0 and 1, and a bar as long beside it; a probability names its label. */
export function barCell(value: number, label = ""): Cell {
  const width = (100 * value).toFixed(1);
  const bar = html`<span>${number(value)}</span><div><i class="plus" style="left: 0.0%; width: ${width}%"></i></div>`;
  if (!label) return cell(html`<td class="bar">${bar}</td>`);
  return cell(html`<td class="bar" data-label="${label}" data-probability="${value.toFixed(4)}">${bar}</td>`);
}

/** A cell with a signed number, and beside it a bar from the middle, to the left below 0; – where there is none. */
export function signedBarCell(value: number | null, largest: number): Cell {
  if (value === null) return cell(html`<td class="bar signed"><span>–</span></td>`);
  const length = largest ? (50 * Math.abs(value)) / largest : 0;
  const [left, sign] = value >= 0 ? [50, "plus"] : [50 - length, "minus"];
  const style = `left: ${left.toFixed(1)}%; width: ${length.toFixed(1)}%`;
  return cell(
    html`<td class="bar signed"><span>${number(value, 3, true)}</span><div><i class="${sign}" style="${style}"></i></div></td>`,
  );
}

/** Two answers' probabilities as bars, and their difference. */
export function probabilities(
  caption: string,
  labels: readonly string[],
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  names: readonly [string, string] = ["text A", "text B"],
): Markup {
  const rows = labels.map((label, place) => {
    const [a, b] = [first[place], second[place]];
    return [label, barCell(a, label), barCell(b, label), number(b - a, 3, true)];
  });
  return table(caption, ["label", ...names, `${names[1]} − ${names[0]}`], rows);
}

/** Text and background for a value: orange at −1 and below, white at 0, blue at 1 and above, or other ends. */
export function colours(value: number, [below, above]: Ends = ORANGE_BLUE): [text: string, background: string] {
  const share = Math.min(1, Math.abs(value));
  const end = value > 0 ? above : below;
  const channels = [1, 3, 5].map((place) => {
    const channel = Number.parseInt(end.slice(place, place + 2), 16);
    return Math.floor(255 + (channel - 255) * share + 0.5)
      .toString(16)
      .padStart(2, "0");
  });
  const background = `#${channels.join("")}`;
  const [black, white] = ["#000000", "#ffffff"];
  return [contrast(white, background) > contrast(black, background) ? white : black, background];
}

/** A cell with a number between −1 and 1, in its colour. */
export function colourCell(value: number): Cell {
  const [text, background] = colours(value);
  return cell(html`<td style="color: ${text}; background: ${background}">${number(value, 2)}</td>`);
}

/** A vector as a row of coloured cells, from orange over white to blue; its largest entry has the last colour. */
export function strip(name: string, values: Float32Array): Markup {
  let [low, high] = [values[0], values[0]];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const largest = Math.max(-low, high) || 1;
  const width = 100 / values.length;
  const stops = Array.from(values, (value, place) => {
    const [begin, end] = [(place * width).toFixed(2), ((place + 1) * width).toFixed(2)];
    return `${colours(value / largest)[1]} ${begin}% ${end}%`;
  }).join(", ");
  const said = `${name}: ${values.length} numbers from ${number(low, 2)} to ${number(high, 2)}`;
  return html`<p>${said}</p><div class="strip" role="img" aria-label="${said}" style="background: linear-gradient(to right, ${stops})"></div>`;
}

/** The most probable label, with its probability. */
export function answer(labels: readonly string[], values: ArrayLike<number>): string {
  const best = largest(values);
  return `${labels[best]} ${percent(values[best])}`;
}
