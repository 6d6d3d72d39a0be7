/** The guide: eight stops, each with a question whose answer is read from the numbers of the moment. */

import type { Checkpoint } from "../engine/checkpoint";
import { classifier, softmax, stateNames, trace } from "../engine/model";
import { count, type Piece, splitText, wholeText } from "../engine/pieces";
import { cosine, largest, mean, rowsOf } from "../engine/vectors";
import type { Engine, Rest } from "../explorers/base";
import { html, joined, type Markup, number, percent, quoted, thousands } from "../views/html";
import { answer } from "../views/numbers";
import { DIFFERENCE } from "./hidden";
import { answerBar, FIRST, named, sets } from "./parts";
import { hiddenFromAll, hiddenFromFirst, MOST_DRAWN, meanReading, type Run, readings, row } from "./run";
import { NEGATED, STOPS } from "./state";

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

const RARE = "whaleshark"; // a word of several pieces
const MOST_LISTED = 4;
const SPACE = 32;

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

function howManyPieces({ tokenizer }: Engine, { text, whole }: Run): Stop {
  const { characters, words, inside } = count(text, whole);
  // Where the right one stands among the others must not tell it.
  const tempting = inside % 2 ? [Math.ceil(words / 2), inside + 3] : [inside + 3, characters];
  const options = [...new Set([inside, words, ...tempting, inside + 1])].slice(0, 3).sort((a, b) => a - b);
  const ends = whole.length - inside;
  // Pieces that go on where another one has ended, with no space between them.
  const later = whole.filter((piece, place) => piece.data.length && piece.data[0] !== SPACE && place > 1);
  const some = joined(later.slice(0, MOST_LISTED).map(named), ", ");
  const others = later.length > MOST_LISTED ? " and others" : "";
  const own = later.length === 1 ? "is a piece of its own" : "are pieces of their own";
  const listed = later.length ? html`: ${some}${others} ${own}` : "";
  const compared =
    inside > words
      ? html`That is ${inside - words} more than words${listed}.`
      : inside === words
        ? "That is as many as words."
        : "Several words share a piece here.";
  const longer = tokenizer.encode(`${text} ${RARE}`, false).length;
  const rare = html`Write a space and ${RARE} after it: one word more, and ${longer - inside} pieces more.`;
  return {
    part: "text",
    says: "The model does not read characters, but pieces: frequent stretches of text. How many will this sentence become?",
    options: options.map((number) => thousands(number)),
    right: options.indexOf(inside),
    because: inside
      ? html`${thousands(inside)}, and ${ends} that mark where a text begins and ends. ${compared} ${rare}`
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
  const alone = splitText(tokenizer, bare, false);
  const ids = alone.map(({ id }) => id);
  return {
    part: "text",
    says: html`${says} ${named(spaced)} has ${thousands(spaced.id)}. At a text's beginning, without the space: which ID would the word have?`,
    options: ["another one", "the same", "none: it would be several pieces"],
    right: ids.length > 1 ? 2 : ids[0] === spaced.id ? 1 : 0,
    because:
      ids.length > 1
        ? html`Without the space, ${quoted(bare)} is cut into ${ids.length}: ${joined(alone.map(named), ", ")}. The space belongs to the piece.`
        : html`${thousands(ids[0])}. The space belongs to the piece: ${named(spaced)} and ${named(alone[0])} are different pieces, each with its own ID. By its ID, the model finds a piece's row of numbers: that comes next.`,
    shows: { piece: pieces.indexOf(spaced) },
  };
}

function samePlace({ checkpoint }: Engine, run: Run): Stop {
  const { pieces, ids, steps } = run;
  const at = Math.max(
    pieces.findIndex((piece) => piece.data.length > 0),
    0,
  );
  const name = wholeText(pieces[at]) === null ? html`piece 1` : named(pieces[at]);
  const next = pieces[at + 1];
  const moved = trace(checkpoint, [ids[0], ...ids.slice(0, -1)]);
  const own = row(steps, "embeddings", at);
  const alike = cosine(own, row(moved, "embeddings", at + 1));
  const others = cosine(own, row(steps, "embeddings", at + 1));
  return {
    part: "vectors",
    says: html`The ID picks a row; one for the place is added. With ${name} one place later, how much would its numbers change?`,
    options: ["not at all", "a little", "completely"],
    right: alike > 0.9995 ? 0 : alike > 0.7 ? 1 : 2,
    because: html`A cosine says how alike two rows are; 1 is the same direction. ${name} here and one place later: ${number(alike, 2)}. ${name} and ${named(next)}, which follows: ${number(others, 2)}. By the row for the place, the layers can tell what comes first.`,
    shows: { piece: at },
  };
}

function whatIsRead({ checkpoint }: Engine, run: Run): Stop {
  const { pieces } = run;
  const heads = readings(checkpoint, run, 0);
  const favourites = new Set(heads.map(largest));
  const [shares] = heads;
  const most = largest(shares);
  // The three that are read most: the others have to be a temptation.
  const ranked = pieces.map((_, place) => place).sort((a, b) => shares[b] - shares[a]);
  const picked = distinct(pieces, ranked);
  return {
    part: "layers",
    says: html`Now pieces read each other. Each layer has four heads, which read side by side. In layer 1, head 1, what does ${FIRST} read most?`,
    options: picked.map((place) => named(pieces[place])),
    right: picked.indexOf(most),
    because: html`${named(pieces[most])}: ${percent(shares[most])} of its reading. To read is to take a share of numbers that are made from a piece's row, and to add it to one's own. ${shares[most] >= 0.3 ? "Below, a line is a head: the bluer a piece in it, the more is read." : "That is little: in this sentence no piece stands out for this head."} Training has set what a head reads. ${favourites.size > 1 ? `The ${heads.length} heads do not agree: ${favourites.size} different pieces are read most.` : `All ${heads.length} heads read it most.`}`,
    shows: { piece: 0 },
  };
}

function whichLayer(_: Engine, run: Run): Stop {
  const { answers } = run;
  const final = largest(run.answer);
  // The first layer from which on the answer stays.
  let since = answers.length - 1;
  while (since > 0 && largest(answers[since - 1]) === final) since--;
  return {
    part: "layers",
    says: "Another kind of head, for classification, gives the answer. Let it read after each layer already: from which on does it name the final answer?",
    options: answers.slice(1).map((_, place) => `layer ${place + 1}`),
    right: Math.max(since, 1) - 1,
    because:
      since > 1
        ? `From layer ${since} on, though it was trained to read after the last one only.`
        : `From layer 1 on. This sentence shows no change on the way; the example ${NEGATED} does.`,
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
    says: "After four layers there is a row for each piece. What does the classification head read for the answer?",
    options: ["the mean of all rows", html`the row of ${named(pieces[pieces.length - 1])}`, html`the row of ${FIRST}`],
    right: 2,
    because: html`That of ${FIRST}. The head takes one row, and a text has many: so one was chosen that every text has at the same place, and training has made the layers bring there what counts. Another choice could have been trained. If it read the mean now, it would say ${answer(labels, ofMean)}, in place of ${answer(labels, run.answer)}.`,
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
      ? html`Here it is the piece that is read most. That need not be so: the example ${NEGATED} shows it.`
      : html`${named(pieces[mover])}, to which ${percent(shares[mover])} of the reading goes. So how much is read, the <em>attention weight</em>, does not say by itself how much of the answer hangs on it.`;
  return {
    part: "hidden",
    says: html`Of all others, ${FIRST} reads most from ${named(pieces[read])}: ${percent(shares[read])} of its reading, over all heads. Which piece, hidden from all, changes the answer most?`,
    options: picked.map((place) => named(pieces[place])),
    right: picked.indexOf(mover),
    because,
    answers: [
      ["All pieces are read:", whole],
      ...picked.map(
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
  const right = fell - part > DIFFERENCE ? 0 : part - fell > DIFFERENCE ? 2 : 1;
  const because = [
    html`The others have read ${piece}, and ${FIRST} reads them: so ${piece} reaches the answer by other ways, too.`,
    html`They hardly differ in this sentence. In the example ${NEGATED} they do: there the others carry it on.`,
    html`Hidden from ${FIRST} alone, ${labels[best]} changes even more than hidden from all.`,
  ][right];
  return {
    part: "hidden",
    says: html`Now only ${FIRST} may not read ${piece}; all others may. Compared with hiding it from all, how large is the effect?`,
    options: ["smaller", "the same", "larger"],
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
    says: "What hangs on a piece? Hide it from all, and see.",
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
