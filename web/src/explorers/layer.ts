/** One text through the layers, as helpers/explorers/layer.py: attention of one head, answers, heads to switch off. */

import { lookInside } from "../engine/layers";
import { paragraph, sideBySide, table, thousands } from "../views/html";
import { answer, barCell, probabilities } from "../views/numbers";
import { heatMap } from "../views/views";
import { type Compute, readText, view } from "./base";
import { parseHeads } from "./heads";

const MOST_TOKENS = 24; // of one text; a larger grid cannot be read

export const inside: Compute = async (engine, settings) => {
  const { checkpoint } = engine;
  const { whole: pieces, kept, ids } = await readText(engine, settings.text);
  const [layer, head, off] = [Number(settings.layer), Number(settings.head), parseHeads(settings.off)];
  const whole = lookInside(checkpoint, ids);
  const part = off.length ? lookInside(checkpoint, ids, off) : whole;
  const layers = checkpoint.index.config.num_hidden_layers;
  const drawn = kept.slice(0, MOST_TOKENS);
  const weights = part.attention[layer].subarray(head * ids.length ** 2);
  const names = ["before any layer", ...Array.from({ length: layers }, (_, place) => `after layer ${place}`)];
  const { labels } = checkpoint;
  const answers = [whole, part].map((one) => one.answers[layers]);
  const said = answers.map((values) => answer(labels, values));
  const isOff = off.some(([ofLayer, number]) => ofLayer === layer && number === head);
  const named = off.map(([ofLayer, number]) => `${number} in layer ${ofLayer}`).join(", ");
  const parts = [
    paragraph(off.length ? `Switched off: head ${named}.` : "All heads are on."),
    sideBySide(
      probabilities("The answer", labels, answers[0], answers[1], ["all heads", "now"]),
      table(
        `What the classification head makes of the vector of ${kept[0].token}`,
        ["vectors", ...labels],
        names.map((name, place) => [
          name,
          ...labels.map((label, number) => barCell(part.answers[place][number], label)),
        ]),
      ),
    ),
  ];
  const missing = pieces.length - MOST_TOKENS;
  if (missing > 0) parts.push(paragraph(`The first ${MOST_TOKENS} tokens are drawn, ${thousands(missing)} are not.`));
  parts.push(
    heatMap(
      `Attention in layer ${layer}, head ${head}${isOff ? " (off)" : ""}: ` +
        "each row a token that looks, each column what it takes from",
      "looks",
      drawn,
      drawn,
      (row, column) => weights[row * ids.length + column],
    ),
  );
  const line = off.length ? `${said[0]} with all heads, ${said[1]} now` : said[0];
  return view(`The answer: ${line}.`, parts);
};
