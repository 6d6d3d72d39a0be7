/** The page "One sentence, four layers, one answer": what stands in each of its parts, from a state. */

import { FileError } from "../engine/checkpoint";
import { softmax } from "../engine/model";
import type { Piece } from "../engine/pieces";
import { largest } from "../engine/vectors";
import { type Compute, cutSentence, type Engine, type Settings, type View } from "../explorers/base";
import { html, type Markup, page, percent, thousands } from "../views/html";
import { answer } from "../views/numbers";
import { compareChapter } from "./compare";
import { guideCard, guideEnd, stopOf } from "./guide";
import { headChapter, headTable } from "./head";
import { hiddenChapter, leftOut } from "./hidden";
import { layersChapter, mapTable, readingsTable } from "./layers";
import { answerBar, label } from "./parts";
import { hiddenFromAll, MOST_DRAWN, type Run, reading, runOf } from "./run";
import { FEED_FORWARD, STOPS, type State, stateOf } from "./state";
import { neighboursOf, textChapter } from "./text";
import { sumTable, vectorsChapter, vectorsTable } from "./vectors";

/** All parts but those that take longer than a key may. */
export const all: Compute = async (engine, settings) => {
  const run = await runOf(engine, settings.t);
  const other = await otherOf(engine, settings.q);
  const state = stateOf(settings, Math.min(run.pieces.length, MOST_DRAWN));
  const drawn = run.whole.length <= MOST_DRAWN;
  const picture = (chapter: () => Markup) => (drawn ? chapter() : tooLong(run));
  return parts(
    {
      answer: html`${answerBar(engine.checkpoint.labels, run.answer)}${cut(engine, run)}`,
      text: picture(() => textChapter(engine, run, state)),
      vectors: picture(() => vectorsChapter(engine, run, state)),
      layers: picture(() => layersChapter(engine, run, state)),
      head: headChapter(engine, run, state),
      hidden: picture(() => hiddenChapter(engine, run, state)),
      compare: compared(engine, run, other),
    },
    spoken(engine, settings, state, run, other),
  );
};

/** The tables that can be opened, by name. */
const TABLES: Readonly<Record<string, (engine: Engine, run: Run, state: State) => Markup>> = {
  vectors: vectorsTable,
  sum: sumTable,
  readings: readingsTable,
  map: mapTable,
  head: headTable,
};

/** The tables that are open. */
export const tables: Compute = async (engine, settings) => {
  const run = await runOf(engine, settings.t);
  const state = stateOf(settings, run.pieces.length);
  const names = run.whole.length <= MOST_DRAWN ? Object.keys(TABLES) : ["head"];
  const open = names.filter((name) => state.tables.has(name));
  return parts(Object.fromEntries(open.map((name) => [`table-${name}`, TABLES[name](engine, run, state)])));
};

/** Chapter 5's second half: a run of the model for each piece. */
export const left: Compute = async (engine, settings, rest) => {
  const run = await runOf(engine, settings.t);
  return parts({ left: run.whole.length <= MOST_DRAWN ? await leftOut(engine, run, rest) : html`` });
};

/** The card of the guide's stop; `lit` is the part that it is about. */
export const guide: Compute = async (engine, settings, rest) => {
  const number = Number(settings.stop);
  if (!number) return parts({ guide: html`` }, { lit: "" });
  if (number > STOPS) return parts({ guide: guideEnd() }, { lit: "" });
  const stop = await stopOf(engine, await runOf(engine, settings.t), number, rest);
  return parts({ guide: guideCard(engine.checkpoint.labels, stop, number, settings.guess) }, { lit: stop.part });
};

/** Nearest rows of the chosen piece, for which the whole table is brought. */
export const neighbours: Compute = async (engine, settings) => {
  const run = await runOf(engine, settings.t);
  const { piece } = stateOf(settings, run.pieces.length);
  await engine.checkpoint.bringTable();
  return parts({ neighbours: neighboursOf(engine, run.pieces[piece]) });
};

function parts(made: Readonly<Record<string, Markup>>, values: Readonly<Record<string, string>> = {}): View {
  const drawn = Object.entries(made).map(([name, part]) => [name, part.text ? page([part]).text : ""]);
  return { said: "", html: "", parts: Object.fromEntries(drawn), values };
}

/** The second sentence, or what is wrong with it: the first one is answered all the same. */
async function otherOf(engine: Engine, text: string): Promise<Run | string> {
  try {
    return await runOf(engine, text);
  } catch (error) {
    if (error instanceof FileError) throw error;
    return (error as Error).message;
  }
}

function compared(engine: Engine, run: Run, other: Run | string): Markup {
  if (typeof other === "string") return html`<p>${other}</p>`;
  const long = [run, other].find(({ whole }) => whole.length > MOST_DRAWN);
  return long ? tooLong(long) : compareChapter(engine, run, other);
}

function tooLong({ whole }: Run): Markup {
  return html`<p>A text of ${thousands(whole.length)} pieces is answered, not drawn: up to ${MOST_DRAWN} fit into these pictures.</p>`;
}

function cut({ checkpoint }: Engine, { whole }: Run): Markup {
  const sentence = cutSentence(whole, checkpoint.readingLimit, "The model", "pieces");
  return sentence ? html`<p>${sentence}</p>` : html``;
}

/** What is announced after a change, by the name of what has changed. */
function spoken(
  { checkpoint }: Engine,
  settings: Settings,
  state: State,
  run: Run,
  other: Run | string,
): Record<string, string> {
  const { labels } = checkpoint;
  const whole = answer(labels, run.answer);
  const name = (piece: Piece | undefined) => (piece ? label(piece) : "");
  const chosen = run.pieces[state.piece];
  const cooled = run.steps.get("logits")!.data.map((logit) => logit / state.temperature);
  const hidden = state.hidden.map((place) => name(run.pieces[place])).join(", ");
  const said: Record<string, string> = {
    pieces: String(run.whole.length),
    t: `${thousands(run.whole.length)} pieces with both ends; ${whole}.`,
    q:
      typeof other === "string"
        ? other
        : `Second sentence: ${thousands(other.whole.length)} pieces with both ends; ${answer(labels, other.answer)}.`,
    piece: `Chosen: ${name(chosen)}, ID ${thousands(chosen.id)}.`,
    hide: hidden
      ? `Nobody reads ${hidden}: ${answer(labels, hiddenFromAll(checkpoint, run, state.hidden))}.`
      : `Nothing is hidden: ${whole}.`,
    temperature: `At temperature ${settings.temperature}: ${answer(labels, softmax(cooled))}.`,
    layer: "Closed.",
  };
  if (state.layer !== null && state.head === FEED_FORWARD) said.layer = `Layer ${state.layer + 1}, feed-forward part.`;
  else if (state.layer !== null && run.whole.length <= MOST_DRAWN) {
    const shares = reading(run, state.layer, state.head as number, state.piece);
    const [most, seen] = [largest(shares), state.seen ?? largest(shares)];
    const begin = `Layer ${state.layer + 1}, head ${Number(state.head) + 1}: ${name(chosen)} reads`;
    said.layer = `${begin} most from ${name(run.pieces[most])}, ${percent(shares[most])}.`;
    said.seen = `${begin} ${percent(shares[seen])} from ${name(run.pieces[seen])}.`;
  }
  return said;
}
