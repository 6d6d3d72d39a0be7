/** The guide: eight stops, each with a question whose answer is read from the numbers of the moment. */

import type { Checkpoint } from "../engine/checkpoint";
import { classifier, softmax, stateNames, trace } from "../engine/model";
import { count, type Piece, wholeText } from "../engine/pieces";
import { cosine, largest, mean, rowsOf } from "../engine/vectors";
import type { Engine, Rest } from "../explorers/base";
import { html, joined, type Markup, number, percent, thousands } from "../views/html";
import { answer } from "../views/numbers";
import { DIFFERENCE } from "./hidden";
import { answerBar, FIRST, named, sets } from "./parts";
import { hiddenFromAll, hiddenFromFirst, MOST_DRAWN, meanReading, type Run, reading, row } from "./run";
import { STOPS } from "./state";

/** One stop: the part of the page that it is about, what it says and asks, and what can be guessed. */
export interface Stop {
  readonly part: string;
  readonly says: string | Markup;
  readonly options: readonly (string | Markup)[];
  /** Which of them is right. */
  readonly right: number;
  readonly because: string | Markup;
  /** Answers that are shown with it, each with its name. */
  readonly answers?: readonly (readonly [name: string | Markup, values: ArrayLike<number>])[];
  /** What the page shows from the guess on. */
  readonly shows?: Readonly<Record<string, string | number>>;
}

type Make = (engine: Engine, run: Run, rest: Rest) => Stop | Promise<Stop>;

/** A stop of the guide, 1 to 8, for the text of the moment. */
export async function stopOf(engine: Engine, run: Run, stop: number, rest: Rest): Promise<Stop> {
  if (run.whole.length > MOST_DRAWN) return tooLong(run);
  const stops: Make[] = [howManyPieces, whichId, samePlace, whatIsRead, whichLayer, whoseVector, hideIt, hideFromFirst];
  return stops[stop - 1](engine, run, rest);
}

function tooLong({ whole }: Run): Stop {
  return {
    part: "",
    says: `This text has ${thousands(whole.length)} pieces, and the guide goes with up to ${MOST_DRAWN}: shorten it, or take an example.`,
    options: [],
    right: 0,
    because: "",
  };
}

function howManyPieces(_: Engine, { text, whole }: Run): Stop {
  const { characters, words, inside } = count(text, whole);
  const options = [...new Set([inside, words, inside + 3, characters, inside + 1])].slice(0, 3).sort((a, b) => a - b);
  const ends = whole.length - inside;
  const compared =
    inside > words
      ? `That is ${inside - words} more than words: punctuation, blanks, rare words and other scripts can take pieces of their own.`
      : inside === words
        ? "That is as many as words. Type whaleshark to see a word of several pieces."
        : "Several words share a piece here.";
  return {
    part: "text",
    says: "The model does not read characters, but pieces: frequent stretches of text. How many will this sentence become?",
    options: options.map((number) => thousands(number)),
    right: options.indexOf(inside),
    because: inside
      ? `${thousands(inside)}, and ${ends} at the ends. ${compared}`
      : `None: the text is empty. Only the ${ends} at the ends are left. Type a sentence to see more.`,
  };
}

function whichId({ tokenizer }: Engine, { pieces }: Run): Stop {
  const spaced = pieces.find((piece) => piece.kind === "text" && /^ ./u.test(wholeText(piece) ?? ""));
  const says = "Each piece has a number, its ID.";
  if (!spaced) {
    return {
      part: "text",
      says: html`${says} Does a word have the same one at the beginning of a text and after a space?`,
      options: ["it depends"],
      right: 0,
      because: "No piece of this sentence begins with a space. Another sentence shows it.",
    };
  }
  const bare = new TextDecoder().decode(spaced.data.subarray(1));
  const ids = tokenizer.encode(bare, false);
  return {
    part: "text",
    says: html`${says} ${named(spaced)} has ${thousands(spaced.id)}. At a text's beginning, without the space: which ID would the word have?`,
    options: ["the same", "another one", "none: it would be several pieces"],
    right: ids.length > 1 ? 2 : ids[0] === spaced.id ? 0 : 1,
    because:
      ids.length > 1
        ? `Without the space it is cut into ${ids.length} pieces. The space belongs to the piece.`
        : html`${thousands(ids[0])}. The space belongs to the piece, so these are two pieces, each with its own ID. An ID is a name: it says which row of a table to take.`,
  };
}

function samePlace({ checkpoint }: Engine, run: Run): Stop {
  const { pieces, ids, steps } = run;
  const at = Math.max(
    pieces.findIndex((piece) => piece.data.length > 0),
    0,
  );
  const name = wholeText(pieces[at]) === null ? html`piece 1` : named(pieces[at]);
  const moved = trace(checkpoint, [ids[0], ...ids.slice(0, -1)]);
  const alike = cosine(row(steps, "embeddings", at), row(moved, "embeddings", at + 1));
  return {
    part: "vectors",
    says: html`The ID picks a row of numbers; a row for the place is added. With ${name} one place later, what becomes of its numbers?`,
    options: ["nothing", "nearly the same", "quite other ones"],
    right: alike > 0.9995 ? 0 : alike > 0.7 ? 1 : 2,
    because: html`The cosine of ${name} here and one place later is ${number(alike, 2)}; 1 would be the same direction. Only the row for the place differs. By it the layers can tell what comes first.`,
  };
}

function whatIsRead(_: Engine, run: Run): Stop {
  const { pieces } = run;
  const shares = reading(run, 0, 0, 0);
  const most = largest(shares);
  // The three that are read most: the others have to be a temptation.
  const ranked = pieces.map((_, place) => place).sort((a, b) => shares[b] - shares[a]);
  const picked = distinct(pieces, ranked);
  return {
    part: "layers",
    says: html`Now the pieces read each other. ${FIRST}, at the beginning, will give the answer. In layer 1, head 1, from which does it read most?`,
    options: picked.map((place) => named(pieces[place])),
    right: picked.indexOf(most),
    because: html`From ${named(pieces[most])}, ${percent(shares[most])} of its reading. ${shares[most] >= 0.3 ? "The stronger the colour of a piece below, the more is read from it." : "That is little: in this sentence no piece stands out for this head."}`,
    shows: { piece: 0 },
  };
}

function whichLayer(_: Engine, run: Run): Stop {
  const { answers } = run;
  const final = largest(run.answer);
  // The first layer from which on the answer stays.
  let since = answers.length - 1;
  while (since > 0 && largest(answers[since - 1]) === final) since--;
  const options = [...new Set([Math.max(since, 1), 1, answers.length - 1, 2])].slice(0, 3).sort((a, b) => a - b);
  return {
    part: "layers",
    says: "Let the classification head, which gives the answer, read after each layer already. From which layer on does it name the final answer?",
    options: options.map((layer) => `layer ${layer}`),
    right: options.indexOf(Math.max(since, 1)),
    because:
      since > 1
        ? `From layer ${since} on, though it was trained to read after the last one only.`
        : "From layer 1 on. This sentence shows no change on the way; the one about the island does.",
    answers: answers.slice(1).map((values, place) => [`After layer ${place + 1}:`, values]),
  };
}

function whoseVector({ checkpoint }: Engine, run: Run): Stop {
  const { pieces, steps } = run;
  const { labels } = checkpoint;
  const last = rowsOf(steps.get(stateNames(checkpoint).at(-1)!)!.data, checkpoint.index.config.hidden_size);
  const ofMean = softmax(classifier(checkpoint, mean(last)).logits);
  return {
    part: "head",
    says: "After four layers there is a row for each piece. Which of them does the classification head read for the answer?",
    options: [FIRST, "the mean of all", named(pieces[pieces.length - 1])],
    right: 0,
    because: html`${FIRST} alone. It was trained so, and the layers have learnt to bring there what counts. Another choice could have been trained; read now from the mean, it would say ${answer(labels, ofMean)} in place of ${answer(labels, run.answer)}.`,
  };
}

async function hideIt({ checkpoint }: Engine, run: Run, rest: Rest): Promise<Stop> {
  const { pieces } = run;
  const whole = run.answer;
  const changes = await hidingChanges(checkpoint, run, rest);
  if (!changes.length) return nothingToHide();
  const mover = changes[0].place;
  const shares = meanReading(checkpoint, run);
  const read = changes.map(({ place }) => place).reduce((best, place) => (shares[place] > shares[best] ? place : best));
  const picked = distinct(pieces, [mover, read, ...changes.map(({ place }) => place)]);
  const because =
    pieces[read].id === pieces[mover].id
      ? html`It is the same piece here. In the sentence about the island it is not: how much is read does not say how much counts.`
      : html`${named(pieces[mover])}, from which ${FIRST} reads ${percent(shares[mover])}. How much is read does not say how much counts: attention weights do not explain an answer.`;
  return {
    part: "hidden",
    says: html`Of the others, ${FIRST} reads most from ${named(pieces[read])} (${percent(shares[read])}, all heads together). Hide which piece from all others to change the answer most?`,
    options: picked.map((place) => named(pieces[place])),
    right: picked.indexOf(mover),
    because,
    answers: [
      ["All pieces are read:", whole],
      ...[...new Set([mover, read])].map(
        (place) => [html`Nobody reads ${named(pieces[place])}:`, hiddenFromAll(checkpoint, run, [place])] as const,
      ),
    ],
    shows: { hide: mover },
  };
}

async function hideFromFirst({ checkpoint }: Engine, run: Run, rest: Rest): Promise<Stop> {
  const { labels } = checkpoint;
  const whole = run.answer;
  const best = largest(whole);
  const changes = await hidingChanges(checkpoint, run, rest);
  if (!changes.length) return nothingToHide();
  const mover = changes[0].place;
  const piece = named(run.pieces[mover]);
  const [all, first] = [hiddenFromAll(checkpoint, run, [mover]), hiddenFromFirst(checkpoint, run, [mover])];
  const [fell, part] = [Math.abs(whole[best] - all[best]), Math.abs(whole[best] - first[best])];
  const right = fell - part > DIFFERENCE ? 1 : part - fell > DIFFERENCE ? 2 : 0;
  const because = [
    html`They hardly differ in this sentence. In the one about the island they do: there the others carry it on.`,
    html`The others have read ${piece}, and ${FIRST} reads them: it reaches the answer by other ways, too.`,
    html`Hidden from ${FIRST} alone, ${labels[best]} changes even more than hidden from all.`,
  ][right];
  return {
    part: "hidden",
    says: html`Now only ${FIRST} may not read ${piece}; all others may. Beside hiding it from all: how large is the effect on the answer?`,
    options: ["the same", "smaller", "larger"],
    right,
    because,
    answers: [
      ["All pieces are read:", whole],
      [html`${piece} is hidden from all:`, all],
      [html`${piece} is hidden from ${FIRST} alone:`, first],
    ],
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

/** The first three of some places at which different pieces stand, in the order of the text. */
function distinct(pieces: readonly Piece[], places: readonly number[]): number[] {
  const firsts = places.filter(
    (place, rank) => places.findIndex((one) => pieces[one].id === pieces[place].id) === rank,
  );
  return firsts.slice(0, 3).sort((a, b) => a - b);
}

/** For each piece but the first, how much the answer's probability changes when nobody reads it; the most first. */
async function hidingChanges(
  checkpoint: Checkpoint,
  run: Run,
  rest: Rest,
): Promise<{ place: number; change: number }[]> {
  const whole = run.answer;
  const best = largest(whole);
  const changes: { place: number; change: number }[] = [];
  if (!run.pieces.some((piece) => piece.data.length)) return changes;
  for (let place = 1; place < run.pieces.length; place++) {
    await rest();
    changes.push({ place, change: Math.abs(hiddenFromAll(checkpoint, run, [place])[best] - whole[best]) });
  }
  return changes.sort((a, b) => b.change - a.change);
}

/** What to take along. */
export function guideEnd(): Markup {
  const points = [
    html`A text becomes <b>pieces</b>, each with an ID and a row of numbers.`,
    html`In each <b>layer</b>, every piece reads from all, adds that to its own row, and is then worked on alone. So rows that knew nothing of each other come to know the sentence.`,
    html`The answer is read from the row of ${FIRST} <b>alone</b>, because it was trained so. The layers bring there what counts.`,
    html`How much is <b>read</b> from a piece does not say how much the answer <b>hangs</b> on it. Hide it, and see.`,
  ];
  const back = html`<button type="button" id="guide-back" data-set="${sets({ stop: STOPS, guess: "" })}">Back</button>`;
  return html`<section class="box guide" aria-label="The end of the five minutes"><p class="heading" id="guide-heading" tabindex="-1">To take along</p><ul>${points.map((point) => html`<li>${point}</li>`)}</ul><p>Now take a sentence of your own: the numbers on this page change with it.</p><div class="options">${back}<button type="button" id="guide-next" class="main" data-set="${sets(LEFT)}">Finish</button></div></section>`;
}

/** The state when the guide is left: nothing that it has hidden stays hidden. */
const LEFT = { stop: 0, guess: "", hide: "" };

/** A stop as it stands in the page; the guess is the number of an option, empty before it. */
export function guideCard(labels: readonly string[], stop: Stop, number: number, guess: string): Markup {
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
  const unsure =
    guessed || !options.length
      ? ""
      : html`<button type="button" id="guess-unsure" data-set="${sets({ guess: "unsure", ...stop.shows })}">I cannot say</button>`;
  const told = guessed
    ? html`<p class="because" id="guide-because" tabindex="-1">${verdict(stop, guess)}${stop.because}</p>`
    : "";
  const bars = guessed
    ? (stop.answers ?? []).map(([name, values]) => html`<p class="note">${name}</p>${answerBar(labels, values)}`)
    : [];
  const buttons = joined([
    number > 1
      ? html`<button type="button" id="guide-back" data-set="${sets({ stop: number - 1, guess: "" })}">Back</button>`
      : html``,
    guessed
      ? html`<button type="button" id="guide-next" class="main" data-set="${sets({ stop: number + 1, guess: "" })}">Next</button>`
      : html``,
    html`<button type="button" id="guide-end" data-set="${sets(LEFT)}">Leave</button>`,
  ]);
  return html`<section class="box guide" aria-label="Five minutes, stop ${number} of ${STOPS}"><p class="heading" id="guide-heading" tabindex="-1">Stop ${number} of ${STOPS}</p><p class="says">${stop.says}</p><div class="options">${options}${unsure}</div>${told}${bars}<div class="options">${buttons}</div></section>`;
}

function verdict(stop: Stop, guess: string): string {
  if (stop.options.length < 2 || guess === "unsure") return "";
  return guess === String(stop.right) ? "Right. " : "Not so. ";
}
