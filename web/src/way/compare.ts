/** Chapter 6: two sentences beside each other, layer by layer. */

import { largest } from "../engine/vectors";
import type { Engine } from "../explorers/base";
import { html, type Markup, number, table } from "../views/html";
import { answer, signedBarCell } from "../views/numbers";
import { answerBar, mostRead, shaded } from "./parts";
import { likeness, type Run, reading } from "./run";

export function compareChapter({ checkpoint }: Engine, first: Run, second: Run): Markup {
  const { num_hidden_layers: layers, num_attention_heads: heads } = checkpoint.index.config;
  const { labels } = checkpoint;
  const alike = likeness(checkpoint, first, second);
  const line = (run: Run, letter: string, layer: number, head: number) => {
    const shares = reading(run, layer, head, 0);
    return html`<div class="line"><span class="number"><span class="unseen">Head ${head + 1}, sentence </span>${letter}</span>${shaded(run.pieces, shares)}${mostRead(run.pieces, shares)}</div>`;
  };
  const cards = Array.from({ length: layers }, (_, layer) => {
    const pairs = Array.from(
      { length: heads },
      (_, head) =>
        html`<div class="pair"><span class="unseen">Head ${head + 1}</span>${line(first, "A", layer, head)}${line(second, "B", layer, head)}</div>`,
    );
    const bars = [first, second].map(
      (run, place) =>
        html`<div><p class="note">${"AB"[place]}, if the answer were given here:</p>${answerBar(labels, run.answers[layer + 1])}</div>`,
    );
    return html`<section class="box layer" aria-label="Both sentences in layer ${layer + 1}"><p class="heading">Layer ${layer + 1}</p>${pairs}<div class="two">${bars}</div></section>`;
  });
  const rows = alike.map((value, place) => [
    place ? `after layer ${place}` : "before layer 1",
    signedBarCell(value, 1),
    answer(labels, first.answers[place]),
    answer(labels, second.answers[place]),
  ]);
  const summary = table("How alike the two rows of <s> are, and what each says", ["step", "cosine", "A", "B"], rows);
  return html`${summary}<p>${reason(alike)}</p>${cards}`;
}

/** What the numbers say: where two sentences part. */
function reason(alike: readonly number[]): string {
  const start = `Before the first layer the two are the same (cosine ${number(alike[0], 2)}): <s> stands at the same place in both, and has read nothing yet.`;
  const falls = alike.slice(1).map((value, place) => alike[place] - value);
  const most = largest(falls);
  if (falls[most] < 0.005) return `${start} They stay alike to the end.`;
  return `${start} They part most in layer ${most + 1}, from ${number(alike[most], 2)} to ${number(alike[most + 1], 2)}.`;
}
