/** The parts of every view, as helpers/render/html.py. A plain string is escaped on its way in; only `Markup` is not. */

import { beginsWithMark, visibleParts } from "../engine/text";

/** A text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type Part = string | number | Markup | readonly (string | Markup)[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" };
const SPACE = '<span class="space" role="img" aria-label="space">·</span>';
/** A table with more columns is wider than most pages, and the keyboard has to reach what is beside. */
const MANY_COLUMNS = 6;

export function escaped(text: string): string {
  return text.replace(/[&<>'"]/g, (character) => ESCAPES[character]);
}

/** HTML from a template, in which every value is escaped that is not HTML already. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(strings.reduce((text, string, place) => text + inserted(values[place - 1]) + string));
}

function inserted(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escaped(value);
  return value.map(inserted).join("");
}

/** Parts one behind the other. */
export function joined(parts: readonly Markup[], between = ""): Markup {
  return new Markup(parts.map((part) => part.text).join(between));
}

/** Parts of a view, one below the other, in the colours of the page's theme. */
export function page(parts: readonly Markup[]): Markup {
  return html`<div class="tuh">${parts}</div>`;
}

/** A line above a part. No heading of the page: explorers stand below headings of any level. */
export function heading(text: string | Markup): Markup {
  return html`<p class="heading">${text}</p>`;
}

export function paragraph(...parts: (string | Markup)[]): Markup {
  return html`<p>${parts}</p>`;
}

/** One sentence that has to be seen, announced to screen readers at once. */
export function message(text: string): Markup {
  return html`<div class="tuh"><p class="message" role="alert">${shown(text)}</p></div>`;
}

/** A text with every character that cannot be seen named, isolated from the direction of what is around it. */
export function shown(text: string, markSpaces = false): Markup {
  const circle = beginsWithMark(text) ? "◌" : "";
  const parts = visibleParts(text).map(([part, name], place) => {
    if (name) return `<small>${escaped(name)}</small>`;
    const drawn = (place === 0 ? circle : "") + escaped(part);
    return markSpaces ? drawn.replaceAll(" ", SPACE) : drawn;
  });
  return new Markup(`<bdi>${parts.join("")}</bdi>`);
}

/** A text in quotation marks, for use in a sentence. */
export function quoted(text: string): Markup {
  return html`“${shown(text)}”`;
}

/** Parts beside each other where the page is wide enough, else one below the other. */
export function sideBySide(...parts: Markup[]): Markup {
  return html`<div class="side">${parts.map((part) => html`<div>${part}</div>`)}</div>`;
}

/** A whole table cell, with its own style. */
export class Cell extends Markup {}

export function cell(markup: Markup): Cell {
  return new Cell(markup.text);
}

/** A table with a caption; the first cell of each row is its heading, and numbers stand right, under theirs. */
export function table(
  caption: string,
  columns: readonly (string | Markup)[],
  rows: readonly (readonly (string | Markup)[])[],
  name = "",
): Markup {
  const head = columns.map((column, place) =>
    rows.length && isNumber(rows[0][place])
      ? html`<th scope="col" class="n">${column}</th>`
      : html`<th scope="col">${column}</th>`,
  );
  const body = rows.map(([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map(tableCell)}</tr>`);
  const reached = new Markup(columns.length > MANY_COLUMNS ? ' tabindex="0"' : "");
  return html`<div class="scroll"${reached} role="region" aria-label="${caption}"><table class="${name}"><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function isNumber(value: string | Markup): boolean {
  return typeof value === "string" && /^\d+$/.test(value.replace(/^[+−-]+/, "").replace(/[.,]/g, ""));
}

function tableCell(value: string | Markup): Markup {
  if (value instanceof Cell) return value;
  return isNumber(value) ? html`<td class="n">${value}</td>` : html`<td>${value}</td>`;
}

/** A number with a real minus sign; what rounds to zero is 0. */
export function number(value: number, decimals = 3, sign = false): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return (value < 0 ? "−" : sign ? "+" : "") + text;
}

/** A count with commas between thousands. */
export function thousands(count: number): string {
  return count.toLocaleString("en-US");
}

/** A share as a percentage without decimals. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

/** The contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export function contrast(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const channel = Number.parseInt(colour.slice(place, place + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
