/** Chapter 5: what the answer hung on, by hiding pieces and by leaving them out. */

import { occlusion } from "../engine/attribution";
import { largest } from "../engine/vectors";
import type { Engine, Rest } from "../explorers/base";
import { html, joined, type Markup, number, percent } from "../views/html";
import { answer } from "../views/numbers";
import { weighedTokens } from "../views/tokens";
import { answerBar, FIRST, named, pieceRow, SIGNS, sets } from "./parts";
import { hiddenFromAll, hiddenFromFirst, meanReading, type Run } from "./run";
import { BEFORE, type State } from "./state";

/** By how much a probability has to differ before a difference is spoken of. */
export const DIFFERENCE = 0.05;

const EYE = html`<svg viewBox="0 0 24 14" width="20" height="12" aria-hidden="true"><path d="M1 7Q12-5 23 7Q12 19 1 7Z" fill="none" stroke="currentColor" stroke-width="2"/><circle cx="12" cy="7" r="3" fill="currentColor"/></svg>`;

export function hiddenChapter({ checkpoint }: Engine, run: Run, { hidden, stop }: State): Markup {
  const { pieces } = run;
  const { labels } = checkpoint;
  const row = pieceRow(pieces, {
    id: "hide",
    label: "Hide pieces from all",
    reached: hidden[0] ?? Math.min(1, pieces.length - 1),
    below: (place) => (hidden.includes(place) ? "hidden" : place ? EYE : "stays"),
    press: (place) => {
      if (!place) return null;
      const others = hidden.includes(place) ? hidden.filter((one) => one !== place) : [...hidden, place];
      return { pressed: hidden.includes(place), sets: sets({ hide: others.sort((a, b) => a - b).join(" ") }) };
    },
  });
  const whole = run.answer;
  const bars: Markup[] = [html`<p class="note">All pieces are read:</p>${answerBar(labels, whole)}`];
  if (hidden.length) {
    const all = hiddenFromAll(checkpoint, run, hidden);
    const what = joined(
      hidden.map((place) => named(pieces[place])),
      ", ",
    );
    bars.push(html`<p class="note">Nobody reads ${what}:</p>${answerBar(labels, all)}`);
    if (stop !== BEFORE.hidingFromFirst) {
      const first = hiddenFromFirst(checkpoint, run, hidden);
      bars.push(
        html`<p class="note">${FIRST} alone does not read ${what}, in any layer:</p>${answerBar(labels, first)}`,
        html`<p>${comparison(labels, whole, all, first)}</p>`,
      );
    }
  }
  const ask = hidden.length ? "" : html`<p>Touch a piece to hide it from all.</p>`;
  return html`${row}${ask}${bars}`;
}

/** What the three answers say of where the hidden pieces came in. */
function comparison(labels: readonly string[], whole: Float32Array, all: Float32Array, first: Float32Array): string {
  const best = largest(whole);
  const [fell, part] = [whole[best] - all[best], whole[best] - first[best]];
  const went = `Hidden from all, ${labels[best]} goes from ${percent(whole[best])} to ${percent(all[best])}`;
  if (Math.abs(fell) < DIFFERENCE && largest(all) === best) return `${went}: little hung on what is hidden here.`;
  if (Math.abs(fell - part) < DIFFERENCE) {
    return `${went}, and hidden from <s> alone to ${percent(first[best])}: nearly the same. Here nobody else carries it on; other sentences show that somebody can.`;
  }
  return `${went}; hidden from <s> alone, to ${percent(first[best])}. The other pieces read it all the same, and <s> reads them. So how much <s> reads from a piece does not say how much of the answer hangs on it.`;
}

/** Leaving out each piece in turn, beside how much the first one reads from it. */
export async function leftOut({ checkpoint }: Engine, run: Run, rest: Rest): Promise<Markup> {
  const { pieces, steps } = run;
  const { labels } = checkpoint;
  const label = largest(steps.get("logits")!.data);
  const falls = await occlusion(checkpoint, run.ids, label, rest);
  const heading = html`<p class="heading">Left out, one at a time: by how much the logit of ${labels[label]} falls</p>`;
  const weighed = weighedTokens(pieces, falls, SIGNS);
  const inner = falls.flatMap((fall, place) => (fall === null ? [] : [{ place, fall: Math.abs(fall) }]));
  if (!inner.length) return html`${heading}<p>There is nothing to leave out.</p>`;
  const moved = inner[largest(inner.map(({ fall }) => fall))].place;
  const shares = meanReading(checkpoint, run);
  const read = inner[largest(inner.map(({ place }) => shares[place]))].place;
  const [most, mover] = [named(pieces[read]), named(pieces[moved])];
  const fact = html`Of the pieces between the ends, ${FIRST} reads most from ${most}: ${percent(shares[read])} of its reading, on the mean over all heads and layers. Left out, ${mover} moves the answer most (${number(falls[moved]!, 2, true)}; all are read: ${answer(labels, run.answer)}).`;
  const verdict =
    read === moved
      ? "In this sentence both name the same piece. That need not be so: try another."
      : "Two questions, two answers: what is read, and what counts.";
  return html`${heading}${weighed}<p>${fact} ${verdict}</p>`;
}
