/** What all explorers share, as helpers/explorers/base.py. */

import type { Checkpoint } from "../engine/checkpoint";
import { type Piece, splitText, truncate } from "../engine/pieces";
import type { Tokenizer } from "../engine/tokenizer";
import { html, type Markup, page, thousands } from "../views/html";

/** The checkpoint and its tokenizer. */
export interface Engine {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
}

/** What an explorer's controls say, by their names. */
export type Settings = Readonly<Record<string, string>>;

/** What is shown: the result in one line, which screen readers announce, and all of it, as HTML. */
export interface View extends Offers {
  readonly said: string;
  readonly html: string;
  /** The page "One sentence" has several parts, each as HTML. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** What a result offers to the controls. */
export interface Offers {
  /** What a choice offers now: its name, and values with their labels. */
  readonly choices?: Readonly<Record<string, readonly (readonly [value: string, label: string])[]>>;
  /** Values that a button can put into another control. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Calculate what one panel of an explorer shows. */
export type Compute = (engine: Engine, settings: Settings, rest: Rest) => Promise<View>;

/** In the middle of long work: let others have their turn. It rejects when the work is no longer wanted. */
export type Rest = () => Promise<void>;

/** A view of a line and parts. */
export function view(said: string | Markup, parts: readonly Markup[], offers: Offers = {}): View {
  return { said: html`${said}`.text, html: page(parts).text, ...offers };
}

/** What happens to a text that is too long; empty if it is not. */
export function cutSentence(pieces: readonly Piece[], limit: number, reader: string, noun = "tokens"): string {
  const cut = pieces.length - limit;
  if (cut <= 0) return "";
  const last = pieces[pieces.length - 1];
  const beside = last.data.length ? "" : ` before ${last.token}`;
  return `${reader} reads ${thousands(limit)} ${noun}. The last ${thousands(cut)}${beside} are cut by truncation, and go unread.`;
}

/** Bring what the model needs to read some tokens. */
export async function bringFor({ checkpoint }: Engine, ids: readonly number[]): Promise<void> {
  await Promise.all([checkpoint.bringCore(), checkpoint.bringRows(ids)]);
}

/** A text's pieces, and those of them that the model reads; what the model needs for them is brought. */
export async function readText(
  engine: Engine,
  text: string,
): Promise<{ whole: Piece[]; kept: Piece[]; ids: number[] }> {
  const whole = splitText(engine.tokenizer, text);
  const kept = truncate(whole, engine.checkpoint.readingLimit);
  const ids = kept.map((piece) => piece.id);
  await bringFor(engine, ids);
  return { whole, kept, ids };
}
