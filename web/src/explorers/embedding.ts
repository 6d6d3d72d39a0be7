/** Look a token's row up, and follow two sentences through the layers, as helpers/explorers/embedding.py. */

import { type Piece, piecesOfIds, splitText, wholeText } from "../engine/pieces";
import { checkText } from "../engine/text";
import {
  cosine,
  layerName,
  layerVectors,
  type Measure,
  nearest,
  norm,
  principalPlane,
  turned,
} from "../engine/vectors";
import { number, paragraph, percent, table, thousands } from "../views/html";
import { strip } from "../views/numbers";
import { drawnToken, hexadecimal, tokens } from "../views/tokens";
import { heatMap, plane } from "../views/views";
import { type Compute, readText, view } from "./base";

const MOST_PIECES = 32; // of one word, to choose from
const MOST_TOKENS = 24; // of one sentence; a larger map cannot be read

export const ofWord: Compute = async ({ tokenizer, checkpoint }, settings) => {
  const word = settings.text;
  checkText(word); // before the space that is ours
  const pieces = splitText(tokenizer, settings.space === "yes" && word ? ` ${word}` : word, false);
  if (!pieces.length) {
    return view("", [paragraph("Type a word, and its row is shown here.")], { choices: { piece: [["0", "none"]] } });
  }
  const all = thousands(pieces.length);
  const offered = pieces.slice(0, MOST_PIECES);
  const choices = offered.map((piece, place) => [String(place), `${place + 1} of ${all}: ${plain(piece)}`] as const);
  const chosen = pieces[Math.min(Number(settings.piece) || 0, choices.length - 1)];
  await checkpoint.bringTable();
  const vector = checkpoint.row(chosen.id);
  const measure = settings.measure as Measure;
  const count = Math.max(1, Math.min(50, Math.round(Number(settings.neighbours)) || 1));
  const near = nearest(checkpoint, chosen.id, count, measure);
  const parts = [];
  if (pieces.length > 1) parts.push(paragraph(`${all} tokens, so ${all} rows. Choose the piece to look up.`));
  if (pieces.length > MOST_PIECES) {
    parts.push(paragraph(`Only the first ${MOST_PIECES} are shown and can be chosen: type one word.`));
  }
  const numbers = Array.from(vector.subarray(0, 8), (value) => number(value, 4)).join(", ");
  parts.push(
    tokens(offered),
    strip(`Row ${chosen.id} of the table`, vector),
    paragraph(`It begins with ${numbers}. Its norm is ${norm(vector).toFixed(3)}.`),
    table(
      `The rows nearest to row ${chosen.id}, by ${measure}`,
      ["token", "ID", measure],
      near.map(({ id, score }) => [drawnToken(piecesOfIds(tokenizer, [id])[0]), String(id), number(score)]),
    ),
  );
  return view(`Row ${chosen.id} of the table, and the rows nearest to it.`, parts, { choices: { piece: choices } });
};

export const ofTexts: Compute = async (engine, settings) => {
  const { checkpoint } = engine;
  const layers = checkpoint.index.config.num_hidden_layers;
  const layer = Number(settings.layer);
  const both: Piece[][] = [];
  const vectors: Float32Array[][][] = [];
  const parts = [];
  for (const letter of ["A", "B"]) {
    const { whole, kept, ids } = await readText(engine, settings[`text-${letter.toLowerCase()}`]);
    // The whole text is read, and then the first tokens are compared: what follows them is their context too.
    vectors.push(layerVectors(checkpoint, ids).map((states) => states.slice(0, MOST_TOKENS)));
    both.push(kept.slice(0, MOST_TOKENS));
    const missing = whole.length - MOST_TOKENS;
    if (missing > 0) {
      const said = `the first ${MOST_TOKENS} tokens are compared, ${thousands(missing)} are not.`;
      parts.push(paragraph(`Sentence ${letter}: ${said}`));
    }
  }
  const name = layerName(layer, layers);
  const [first, second] = vectors.map((states) => states[layer]);
  let { points, shares } = principalPlane([...vectors[0][0], ...vectors[1][0]]);
  for (let after = 1; after <= layer; after++) {
    const there = principalPlane([...vectors[0][after], ...vectors[1][after]]);
    points = turned(there.points, points);
    shares = there.shares;
  }
  parts.push(
    heatMap(`Cosine of every token of A (rows) with every token of B, ${name}`, "A", both[0], both[1], (row, column) =>
      cosine(first[row], second[column]),
    ),
    plane(
      `The tokens on the plane in which they differ most, ${name}: ` +
        `${percent(shares[0])} and ${percent(shares[1])} of the variance.`,
      points,
      [...both[0], ...both[1]],
      both[0].length,
    ),
  );
  return view(`${both[0].length} tokens of A and ${both[1].length} of B, ${name}.`, parts);
};

/** A token in a list of choices: its text, with · for a space, or its bytes. */
function plain(piece: Piece): string {
  return wholeText(piece)?.replaceAll(" ", "·") ?? `bytes ${hexadecimal(piece)}`;
}
