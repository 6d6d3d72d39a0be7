/** The worker with the engine, one for all explorers of a page. */

import index from "../checkpoint-index";
import type { PanelName } from "../explorers";
import type { Settings, View } from "../explorers/base";
import type { Answer, Request } from "../protocol";
import workerSource from "../worker-source";
import { bring } from "./files";

/** How far the checkpoint has come: bytes that are here, and of how many that an answer waits for. */
export type Progress = (done: number, all: number) => void;

const NO_WORKER = "The explorer's worker did not start: the browser blocks workers, or is too old for this page.";

const questions = new Map<number, { resolve: (view: View) => void; reject: (error: Error) => void }>();
const listeners = new Set<Progress>();
const asked = new Set<string>();
let [done, all, last] = [0, 0, 0];
let worker: Worker | null = null;

/** A question that was followed by a newer one, and has no answer. */
export class Unwanted extends Error {}

/** Calculate what a panel of an explorer shows; explorers have numbers. */
export function compute(asker: number, panel: PanelName, settings: Settings): Promise<View> {
  return new Promise((resolve, reject) => {
    const id = ++last;
    questions.set(id, { resolve, reject });
    try {
      send({ kind: "view", id, asker, panel, settings });
    } catch (error) {
      fail(error as Error);
    }
  });
}

/** Be told how much of what is waited for has come. */
export function onProgress(listener: Progress): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function send(request: Request, ...transfer: ArrayBuffer[]): void {
  worker ??= start();
  worker.postMessage(request, transfer);
}

function start(): Worker {
  // Made from its text, since a page that was opened as a file may load no worker from one.
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  let made: Worker;
  try {
    made = new Worker(url);
  } catch {
    throw new Error(NO_WORKER);
  }
  made.onmessage = ({ data }: MessageEvent<Answer>) => receive(data);
  made.onerror = (event) => {
    event.preventDefault();
    worker = null;
    fail(new Error(NO_WORKER));
  };
  return made;
}

function receive(answer: Answer): void {
  if (answer.kind === "need") {
    serve(answer.name);
    return;
  }
  const question = questions.get(answer.id);
  questions.delete(answer.id);
  if (answer.kind === "view") question?.resolve(answer.view);
  else if (answer.kind === "unwanted") question?.reject(new Unwanted());
  else question?.reject(new Error(answer.reason));
}

async function serve(name: string): Promise<void> {
  const size = index.files.find((file) => file.name === name)?.bytes ?? 0;
  if (!asked.has(name)) all += size;
  asked.add(name);
  try {
    const data = await bring(name, tell);
    send({ kind: "file", name, data }, data);
  } catch (error) {
    send({ kind: "missing", name, reason: (error as Error).message });
  }
}

/** So many more bytes have come. */
function tell(bytes: number): void {
  done = Math.min(all, done + bytes);
  for (const listener of listeners) listener(done, all);
}

function fail(error: Error): void {
  for (const { reject } of questions.values()) reject(error);
  questions.clear();
}
