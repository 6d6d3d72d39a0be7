/** The engine, beside the page: it calculates what panels show, and asks the page for files. */

import index from "./checkpoint-index";
import { Checkpoint, FileError } from "./engine/checkpoint";
import type { Tokenizer } from "./engine/tokenizer";
import { COMPUTE } from "./explorers";
import type { Answer, Request } from "./protocol";

const waiting = new Map<string, { resolve: (data: Uint8Array) => void; reject: (error: Error) => void }>();

const say = (answer: Answer) => postMessage(answer);

const checkpoint = new Checkpoint(
  index,
  (name) =>
    new Promise((resolve, reject) => {
      waiting.set(name, { resolve, reject });
      say({ kind: "need", name });
    }),
);

/** Read at the first question, and again after a failure. */
let tokenizer: Promise<Tokenizer> | null = null;

/** Whether the whole embedding table is on its way. */
let isWhole = false;

/** The newest question about each panel of each explorer: what is calculated for an older one is not wanted any more. */
const newest = new Map<string, number>();

class Unwanted extends Error {}

async function calculate(request: Request & { kind: "view" }): Promise<void> {
  const { id, asker, panel, settings } = request;
  newest.set(`${asker} ${panel}`, id);
  const rest = async () => {
    await turn();
    if (newest.get(`${asker} ${panel}`) !== id) throw new Unwanted();
  };
  const needsModel = !panel.startsWith("token");
  try {
    tokenizer ??= checkpoint.tokenizer().catch((fault) => {
      tokenizer = null;
      throw fault;
    });
    if (needsModel) checkpoint.bringCore().catch(() => {}); // on its way already when it is waited for
    const engine = { checkpoint, tokenizer: await tokenizer };
    await rest();
    say({ kind: "view", id, view: await COMPUTE[panel](engine, settings, rest) });
    if (needsModel) bringRest();
  } catch (error) {
    if (error instanceof Unwanted) {
      say({ kind: "unwanted", id });
      return;
    }
    say({ kind: "failed", id, reason: (error as Error).message });
  }
}

/** Bring the rest while the first answers are read. Whoever needs a part of it sooner asks for it, and says what failed. */
function bringRest(): void {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  if (isWhole || connection?.saveData) return;
  isWhole = true;
  Promise.all([checkpoint.bringCore(), checkpoint.bringTable()]).catch(() => {
    isWhole = false;
  });
}

const channel = new MessageChannel();
const turns: (() => void)[] = [];
channel.port1.onmessage = () => turns.shift()?.();

/** Wait until messages that are here already have been read. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(null);
  });
}

addEventListener("message", ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === "view") {
    calculate(request);
    return;
  }
  const asked = waiting.get(request.name);
  waiting.delete(request.name);
  if (request.kind === "file") asked?.resolve(new Uint8Array(request.data));
  else asked?.reject(new FileError(request.reason));
});
