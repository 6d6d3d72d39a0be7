/** Two sentences through the whole classifier, as helpers/explorers/pipeline.py. */

import { occlusion } from "../engine/attribution";
import { softmax, trace } from "../engine/model";
import type { Piece } from "../engine/pieces";
import { largest } from "../engine/vectors";
import { heading, type Markup, paragraph, sideBySide, table } from "../views/html";
import { answer, probabilities, signedBarCell, strip } from "../views/numbers";
import { drawnToken, weighedTokens } from "../views/tokens";
import { batch } from "../views/views";
import { type Compute, cutSentence, type Engine, type Rest, readText, type Settings, view } from "./base";

/** Leaving out runs the model once for each token: so many take a moment, and more than the second number too long. */
const [MOST_AT_ONCE, MOST_EXPLAINED] = [32, 128];

export const answers: Compute = async (engine, settings) => {
  const { checkpoint } = engine;
  const { hidden_size: width, num_hidden_layers: layers, pad_token_id: padding } = checkpoint.index.config;
  const { labels } = checkpoint;
  const temperature = Number(settings.temperature);
  const texts = await both(engine, settings);
  const steps = texts.map(({ ids }) => trace(checkpoint, ids));
  const logits = steps.map((one) => one.get("logits")!.data);
  const shares = logits.map((some) => softmax(some.map((logit) => logit / temperature)));
  const parts = [];
  for (const [place, { whole, kept }] of texts.entries()) {
    const letter = "AB"[place];
    if (!kept.some((piece) => piece.data.length)) {
      const becomes = kept.map((piece) => piece.token).join(" ");
      parts.push(paragraph(`Text ${letter} is empty. It becomes ${becomes}, and the model answers all the same.`));
    }
    const said = cutSentence(whole, checkpoint.readingLimit, "The model");
    if (said) parts.push(paragraph(`Text ${letter}: ${said}`));
  }
  const at = temperature === 1 ? "" : ` at temperature ${shortest(temperature)}`;
  const largest = Math.max(...logits.flatMap((some) => Array.from(some, Math.abs)));
  const longest = Math.max(...texts.map(({ ids }) => ids.length));
  parts.push(
    sideBySide(
      probabilities(`Probabilities${at}`, labels, shares[0], shares[1]),
      table(
        "Logits",
        ["label", "text A", "text B"],
        labels.map((label, place) => [label, ...logits.map((some) => signedBarCell(some[place], largest))]),
      ),
    ),
    ...steps.map((one, place) =>
      strip(`Text ${"AB"[place]}, the vector that the classification head reads`, one.get("head.start")!.data),
    ),
    batch(
      "One batch: token IDs with padding, and the attention mask",
      texts.map(({ kept }) => kept),
      padding,
    ),
    table(
      "Shapes",
      ["tensor", "shape", "meaning"],
      [
        ["input_ids", `(2, ${longest})`, "texts, tokens with padding"],
        ["attention_mask", `(2, ${longest})`, "1 for a token, 0 for padding"],
        ["embeddings", `(2, ${longest}, ${width})`, "a vector for each token"],
        [`after ${layers} layers`, `(2, ${longest}, ${width})`, "a vector for each token in its context"],
        [`vector of ${texts[0].kept[0].token}`, `(2, ${width})`, "what the classification head reads"],
        ["logits", `(2, ${labels.length})`, "texts, labels"],
      ],
    ),
  );
  const said = shares.map((values) => answer(labels, values));
  return view(`Text A: ${said[0]}. Text B: ${said[1]}.`, parts);
};

export const explained: Compute = async (engine, settings, rest) => {
  const { checkpoint } = engine;
  const texts = await both(engine, settings);
  let label = checkpoint.labels.indexOf(settings.label);
  if (label < 0) {
    label = largest(trace(checkpoint, texts[0].ids).get("logits")!.data);
  }
  const most = settings.long === "yes" ? MOST_EXPLAINED : MOST_AT_ONCE;
  const parts: Markup[] = [];
  for (const [place, { kept }] of texts.entries()) {
    parts.push(...(await explanation(engine, "AB"[place], kept, label, most, rest)));
  }
  return view(`What speaks for ${checkpoint.labels[label]} (+) and against it (−), in logits.`, parts);
};

async function explanation(
  engine: Engine,
  letter: string,
  pieces: readonly Piece[],
  label: number,
  most: number,
  rest: Rest,
): Promise<Markup[]> {
  const has = `Text ${letter} has ${pieces.length} tokens`;
  if (pieces.length > MOST_EXPLAINED) {
    return [
      paragraph(
        `${has}. Asking for each takes a run of the model, so up to ${MOST_EXPLAINED} are explained: shorten the text.`,
      ),
    ];
  }
  if (pieces.length > most) {
    return [
      paragraph(
        `${has}, and each takes a run of the model: up to ${most} are ` +
          "explained while you type. Press the button for more.",
      ),
    ];
  }
  const ids = pieces.map((piece) => piece.id);
  const falls = await occlusion(engine.checkpoint, ids, label, rest);
  const largest = Math.max(0, ...falls.map((fall) => Math.abs(fall ?? 0)));
  return [
    heading(`Text ${letter}: left out, the logit falls by`),
    weighedTokens(pieces, falls),
    table(
      `Text ${letter}: the same as bars`,
      ["token", "left out, falls by"],
      pieces.map((piece, place) => [drawnToken(piece), signedBarCell(falls[place], largest)]),
    ),
  ];
}

async function both(engine: Engine, settings: Settings): Promise<Awaited<ReturnType<typeof readText>>[]> {
  return [await readText(engine, settings["text-a"]), await readText(engine, settings["text-b"])];
}

/** A number with three digits, and no zeros at its end. */
function shortest(value: number): string {
  return String(Number(value.toPrecision(3)));
}
