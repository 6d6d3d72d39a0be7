/** The guide: eight stops, each with a question whose answer is read from the numbers of the moment. */

import type { Checkpoint } from "../engine/checkpoint";
import { classifier, softmax, trace } from "../engine/model";
import { count, type Piece } from "../engine/pieces";
import { cosine, mean, rowsOf } from "../engine/vectors";
import type { Engine, Rest } from "../explorers/base";
import { html, joined, type Markup, number, percent, thousands } from "../views/html";
import { answer } from "../views/numbers";
import { DIFFERENCE } from "./hidden";
import { named, sets } from "./parts";
import { hiddenFromAll, hiddenFromFirst, largest, MOST_DRAWN, type Run, reading, row, stateNames } from "./run";
import { STOPS } from "./state";

/** One stop: the part of the page that it is about, what it says and asks, and what can be guessed. */
export interface Stop {
  readonly part: string;
  readonly says: string | Markup;
  readonly options: readonly (string | Markup)[];
  /** Which of them is right. */
  readonly right: number;
  readonly because: string | Markup;
  /** What the page shows from the guess on. */
  readonly shows?: Readonly<Record<string, string | number>>;
}

const FIRST = html`<b>&lt;s&gt;</b>`;

type Make = (engine: Engine, run: Run, rest: Rest) => Stop | Promise<Stop>;

/** A stop of the guide, 1 to 8, for the text of the moment. */
export async function stopOf(engine: Engine, run: Run, stop: number, rest: Rest): Promise<Stop> {
  if (run.whole.length > MOST_DRAWN) return tooLong(run);
  const stops: Make[] = [howManyPieces, whichId, samePlace, whatIsRead, whichLayer, whoseVector, hideIt, hideFromFirst];
  return stops[stop - 1](engine, run, rest);
}

function tooLong({ whole }: Run): Stop {
  return {
    part: "text",
    says: `This text has ${thousands(whole.length)} pieces, and the guide goes with up to ${MOST_DRAWN}: shorten it, or take an example.`,
    options: [],
    right: 0,
    because: "",
  };
}

function howManyPieces(_: Engine, { text, whole }: Run): Stop {
  const { characters, words, inside } = count(text, whole);
  const asks = "The model reads neither letters nor words, but pieces. How many will this sentence become?";
  const options = [...new Set([inside, words, characters, inside + 3])].slice(0, 3).sort((a, b) => a - b);
  const ends = whole.length - inside;
  const compared =
    inside > words
      ? `That is ${inside - words} more than words: punctuation, rare words and other scripts take pieces of their own.`
      : inside === words
        ? "That is one for each word. Type whaleshark to see a word of several pieces."
        : "Several words share a piece here, which is rare.";
  return {
    part: "text",
    says: asks,
    options: options.map((number) => thousands(number)),
    right: options.indexOf(inside),
    because: inside
      ? `${thousands(inside)}, and ${ends} at the ends. ${compared}`
      : `None: the text is empty. Only the ${ends} at the ends are left. Type a sentence to see more.`,
  };
}

function whichId(_: Engine, { pieces }: Run): Stop {
  const own = distinct(pieces.filter((piece) => piece.kind === "text"));
  const sorted = [...own].sort((a, b) => a.id - b.id);
  const says = "Each piece has an ID. Frequent pieces have low ones, rare pieces high ones. Whose is the highest here?";
  if (sorted.length < 2) {
    return {
      part: "text",
      says,
      options: ["one of mine"],
      right: 0,
      because: "This sentence has fewer than two pieces to compare. A longer one shows it.",
    };
  }
  const some = spread(sorted);
  const top = sorted[sorted.length - 1];
  return {
    part: "text",
    says,
    options: inOrder(pieces, some).map(named),
    right: inOrder(pieces, some).indexOf(top),
    because: html`${named(top)} with ${thousands(top.id)}, ${named(sorted[0])} has only ${thousands(sorted[0].id)}. An ID is a name: it only says which row of the table to take.`,
  };
}

function samePlace({ checkpoint }: Engine, run: Run): Stop {
  const { pieces, ids, steps } = run;
  const place = pieces.findIndex((piece) => piece.data.length > 0);
  const says =
    "An ID picks a row of numbers, and a row for the place is added. Would the piece have the same numbers one place further?";
  const options = ["the same", "nearly the same", "quite other ones"];
  const at = Math.max(place, 0);
  const moved = trace(checkpoint, [ids[0], ...ids.slice(0, -1)]);
  const alike = cosine(row(steps, "embeddings", at), row(moved, "embeddings", at + 1));
  const right = alike > 0.9995 ? 0 : alike > 0.7 ? 1 : 2;
  return {
    part: "vectors",
    says,
    options,
    right,
    because: html`For ${named(pieces[at])}, the cosine of both rows is ${number(alike, 2)}; 1 would be the same direction. Only the place differs, so order is in the numbers.`,
  };
}

function whatIsRead(_: Engine, run: Run): Stop {
  const { pieces } = run;
  const shares = reading(run, 0, 0, 0);
  const most = largest(shares);
  const others = pieces
    .map((_, place) => place)
    .filter((place) => place !== most && pieces[place].id !== pieces[most].id);
  const picked = [
    most,
    others.find((place) => place > most),
    [...others].reverse().find((place) => place < most && place > 0),
    others[0],
  ]
    .filter((place): place is number => place !== undefined)
    .filter((place, index, all) => all.indexOf(place) === index)
    .slice(0, 3)
    .sort((a, b) => a - b);
  const clear = shares[most] >= 0.3;
  return {
    part: "layers",
    says: html`Now the pieces read each other. In layer 1, head 1, from which does ${FIRST} read most?`,
    options: picked.map((place) => named(pieces[place])),
    right: picked.indexOf(most),
    because: html`From ${named(pieces[most])}, ${percent(shares[most])} of its reading. ${clear ? "The darker a piece below, the more is read from it." : "That is little: in this sentence no piece stands out for this head."}`,
    shows: { piece: 0 },
  };
}

function whichLayer({ checkpoint }: Engine, { answers }: Run): Stop {
  const { labels } = checkpoint;
  const final = largest(answers[answers.length - 1]);
  // The first layer from which on the answer stays.
  let since = answers.length - 1;
  while (since > 0 && largest(answers[since - 1]) === final) since--;
  const options = [...new Set([Math.max(since, 1), 1, answers.length - 1, 2])].slice(0, 3).sort((a, b) => a - b);
  const after = answers.slice(1).map((values, place) => `${place + 1}: ${answer(labels, values)}`);
  const way = `After each: ${after.join(", ")}.`;
  return {
    part: "layers",
    says: "Below each layer stands the answer if the head read there. After which layer does it name the final answer, and keep to it?",
    options: options.map((layer) => `layer ${layer}`),
    right: options.indexOf(Math.max(since, 1)),
    because:
      since > 1
        ? `Layer ${since}. ${way}`
        : `Layer 1 already. ${way} This sentence shows no change on the way; the one about the island does.`,
  };
}

function whoseVector({ checkpoint }: Engine, { pieces, steps, answers }: Run): Stop {
  const { labels } = checkpoint;
  const last = rowsOf(steps.get(stateNames(checkpoint).at(-1)!)!.data, checkpoint.index.config.hidden_size);
  const ofMean = softmax(classifier(checkpoint, mean(last)).logits);
  return {
    part: "head",
    says: "After four layers there is a row for each piece. Which of them does the head read?",
    options: [FIRST, "the mean of all", named(pieces[pieces.length - 1])],
    right: 0,
    because: html`${FIRST} alone: it stands in every sentence, so training could teach the head to read there. It says ${answer(labels, answers[answers.length - 1])}; from the mean it would say ${answer(labels, ofMean)}.`,
  };
}

async function hideIt({ checkpoint }: Engine, run: Run, rest: Rest): Promise<Stop> {
  const { labels } = checkpoint;
  const whole = run.answers[run.answers.length - 1];
  const best = largest(whole);
  const mover = await moverOf(checkpoint, run, rest);
  if (mover === null) return nothingToHide();
  const all = hiddenFromAll(checkpoint, run, [mover]);
  const change = all[best] - whole[best];
  const other = largest(all) !== best;
  const right = other ? 0 : Math.abs(change) < DIFFERENCE ? 2 : 1;
  return {
    part: "hidden",
    says: html`What hangs on ${named(run.pieces[mover])}? Hide it from all others. What becomes of ${labels[best]} ${percent(whole[best])}?`,
    options: ["another answer", `still ${labels[best]}, but another number`, "hardly anything"],
    right,
    because: `From ${answer(labels, whole)} to ${answer(labels, all)}. ${
      right === 2
        ? "In this sentence no single piece moves the answer much when it is hidden."
        : "Of all pieces, this one moves it most when it is hidden."
    }`,
    shows: { hide: mover },
  };
}

async function hideFromFirst({ checkpoint }: Engine, run: Run, rest: Rest): Promise<Stop> {
  const { labels } = checkpoint;
  const whole = run.answers[run.answers.length - 1];
  const best = largest(whole);
  const mover = await moverOf(checkpoint, run, rest);
  if (mover === null) return nothingToHide();
  const [all, first] = [hiddenFromAll(checkpoint, run, [mover]), hiddenFromFirst(checkpoint, run, [mover])];
  const [fell, part] = [Math.abs(whole[best] - all[best]), Math.abs(whole[best] - first[best])];
  const right = fell - part > DIFFERENCE ? 1 : part - fell > DIFFERENCE ? 2 : 0;
  const numbers = `From all: ${answer(labels, all)}. From <s> alone: ${answer(labels, first)}.`;
  return {
    part: "hidden",
    says: html`Now only ${FIRST}, which is read for the answer, may not read ${named(run.pieces[mover])}. How large is the effect?`,
    options: ["the same", "smaller", "larger"],
    right,
    because:
      right === 1
        ? `${numbers} Others had read it, and <s> reads them. How much is read does not say how much counts: attention weights do not explain an answer.`
        : right === 0
          ? `${numbers} In this sentence they hardly differ. In the one about the island they do: others carry not on.`
          : `${numbers} In this sentence the effect is even larger than hiding it from all.`,
    shows: { hide: mover },
  };
}

function nothingToHide(): Stop {
  return {
    part: "hidden",
    says: "What hangs on a piece? Hide it from all others, and see.",
    options: ["there is none"],
    right: 0,
    because: "An empty text has no piece to hide. Type a sentence to see the effect.",
  };
}

/** The piece of the text whose hiding changes the answer's probability most; null without one. */
async function moverOf(checkpoint: Checkpoint, run: Run, rest: Rest): Promise<number | null> {
  const whole = run.answers[run.answers.length - 1];
  const best = largest(whole);
  let [mover, most]: [number | null, number] = [null, -1];
  for (const [place, piece] of run.pieces.entries()) {
    if (!piece.data.length) continue;
    await rest();
    const change = Math.abs(hiddenFromAll(checkpoint, run, [place])[best] - whole[best]);
    if (change > most) [mover, most] = [place, change];
  }
  return mover;
}

function distinct(pieces: readonly Piece[]): Piece[] {
  return [...new Map(pieces.map((piece) => [piece.id, piece])).values()];
}

/** The lowest, the middle and the highest of a list. */
function spread<Item>(sorted: readonly Item[]): Item[] {
  return [...new Set([sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted[sorted.length - 1]])];
}

function inOrder(pieces: readonly Piece[], some: readonly Piece[]): Piece[] {
  return distinct(pieces.filter((piece) => some.some((one) => one.id === piece.id)));
}

/** A stop as it stands in the page; the guess is the number of an option, empty before it. */
export function guideCard(stop: Stop, number: number, guess: string): Markup {
  const guessed = guess !== "";
  const options = stop.options.map((option, place) => {
    const chosen = guess === String(place);
    const mark =
      guessed && place === stop.right
        ? html` <small>right</small>`
        : guessed && chosen
          ? html` <small>your guess</small>`
          : "";
    const change = sets({ guess: place, ...stop.shows });
    const disabled = guessed ? html` disabled` : "";
    return html`<button type="button" id="guess-${place}" data-set="${change}"${disabled}>${option}${mark}</button>`;
  });
  const unsure = guessed
    ? ""
    : html`<button type="button" id="guess-unsure" data-set="${sets({ guess: "unsure", ...stop.shows })}">I cannot say</button>`;
  const told = guessed
    ? html`<p class="because" id="guide-because" tabindex="-1">${verdict(stop, guess)}${stop.because}</p>`
    : "";
  const next = number < STOPS ? { stop: number + 1, guess: "" } : { stop: 0, guess: "" };
  const buttons = joined([
    number > 1
      ? html`<button type="button" id="guide-back" data-set="${sets({ stop: number - 1, guess: "" })}">Back</button>`
      : html``,
    guessed
      ? html`<button type="button" id="guide-next" class="main" data-set="${sets(next)}">${number < STOPS ? "Next" : "Finish"}</button>`
      : html``,
    html`<button type="button" id="guide-end" data-set="${sets({ stop: 0, guess: "" })}">Leave</button>`,
  ]);
  return html`<section class="box guide" aria-label="Five minutes, stop ${number} of ${STOPS}"><p class="heading" id="guide-heading" tabindex="-1">Stop ${number} of ${STOPS}</p><p class="says">${stop.says}</p><div class="options">${options}${unsure}</div>${told}<div class="options">${buttons}</div></section>`;
}

function verdict(stop: Stop, guess: string): string {
  if (stop.options.length < 2 || guess === "unsure") return "";
  return guess === String(stop.right) ? "Right. " : "Not so. ";
}
