/** What the page "One sentence" shows, as its address says it: every value is a text, and has a form that can be checked. */

import type { Settings } from "../explorers/base";

/** The stops of the guide; after the last one comes its end. */
export const STOPS = 8;
/** Stops after which it is asked what the page would show already. */
export const BEFORE = { answerAfterEachLayer: 4, hidingFromFirst: 7 };
/** The part of a layer that is no head. */
export const FEED_FORWARD = "feed-forward";

/** Each value, what it is at the start, and its form. */
const VALUES: Readonly<Record<string, { readonly start: string; readonly form: RegExp }>> = {
  t: { start: "I do not love this island at all.", form: /^/ },
  q: { start: "I do love this island at all.", form: /^/ },
  piece: { start: "0", form: /^\d{1,2}$/ },
  layer: { start: "0", form: /^[0-4]$/ },
  head: { start: "1", form: /^([1-4]|feed-forward)$/ },
  seen: { start: "", form: /^\d{0,2}$/ },
  hide: { start: "", form: /^([1-9]\d?( [1-9]\d?)*)?$/ },
  temperature: { start: "1", form: /^(0\.[1-9]\d*|[1-9](\.\d+)?|10)$/ },
  cell: { start: "0", form: /^(\d{1,2}|1[01]\d|12[0-7])$/ },
  tables: { start: "", form: /^[a-z ]*$/ },
  stop: { start: "0", form: /^\d$/ },
};

/** What the page starts with. */
export const START: Settings = Object.fromEntries(Object.entries(VALUES).map(([name, { start }]) => [name, start]));

/** How the sentence that the page starts with is called among the examples: it shows all that the guide asks about. */
export const NEGATED = "with “not”";

/** What a state says that is not what the page starts with, for the address. */
export function differing(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => Object.hasOwn(VALUES, name) && value !== START[name]),
  );
}

/** A state from the part of an address behind its #, or in which place the address is broken. */
export function fromAddress(hash: string): { settings: Settings; broken: string | null } {
  const settings: Record<string, string> = { ...START };
  for (const [name, value] of new URLSearchParams(hash)) {
    if (!Object.hasOwn(VALUES, name) || !VALUES[name].form.test(value))
      return { settings: START, broken: `${name}=${value}` };
    settings[name] = value;
  }
  return { settings, broken: null };
}

/** The state as numbers, for so many pieces; what does not exist is as at the start. */
export interface State {
  readonly piece: number;
  /** The open layer, from 0; null if none is. */
  readonly layer: number | null;
  /** The open head, from 0, or the feed-forward part. */
  readonly head: number | typeof FEED_FORWARD;
  /** The piece that is read from; null for the one that is read most. */
  readonly seen: number | null;
  readonly hidden: readonly number[];
  readonly temperature: number;
  readonly cell: number;
  readonly tables: ReadonlySet<string>;
  readonly stop: number;
}

export function stateOf(settings: Settings, pieces: number): State {
  const within = (text: string) => (text !== "" && Number(text) < pieces ? Number(text) : null);
  const layer = Number(settings.layer);
  return {
    piece: within(settings.piece) ?? 0,
    layer: layer ? layer - 1 : null,
    head: settings.head === FEED_FORWARD ? FEED_FORWARD : Number(settings.head) - 1,
    seen: within(settings.seen),
    // The first piece is the one that is read for the answer, and stays.
    hidden: settings.hide
      .split(" ")
      .map(within)
      .filter((place): place is number => place !== null && place > 0),
    temperature: Number(settings.temperature),
    cell: Number(settings.cell),
    tables: new Set(settings.tables.split(" ")),
    stop: Number(settings.stop),
  };
}
