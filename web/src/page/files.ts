/** Files of the checkpoint, brought from where the page comes from: by requests, or as scripts where a page is a file. */

import index from "../checkpoint-index";

declare global {
  interface Window {
    tuhDeliver?: (name: string, data: string) => void;
  }
}

/** The folder that this program stands in, which holds the checkpoint's as well. */
const BASE = new URL(".", (document.currentScript as HTMLScriptElement).src);

const delivered = new Map<string, (data: string) => void>();

/** Bring a file's bytes. What is rejected is a sentence for the reader. */
export async function bring(name: string, came: Came): Promise<ArrayBuffer> {
  if (location.protocol !== "file:") return byRequest(name, came);
  const data = await asScript(name);
  came(data.byteLength);
  return data;
}

/** Is told of so many bytes more, as they come. */
type Came = (bytes: number) => void;

async function byRequest(name: string, came: Came): Promise<ArrayBuffer> {
  // With its sum in the address, a file never changes, and what keeps it need not ask again.
  const sum = index.files.find((one) => one.name === name)?.sha256.slice(0, 16);
  const file = `checkpoint/${name}.bin`;
  try {
    const response = await fetch(new URL(`${file}?sum=${sum}`, BASE));
    if (!response.ok) return Promise.reject(new Error(missing(file, `the server says ${response.status}`)));
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        came(part.byteLength);
        controller.enqueue(part);
      },
    });
    return await new Response(response.body?.pipeThrough(counted)).arrayBuffer();
  } catch {
    throw new Error(`The file ${file} could not be brought: see whether there is a network, and reload the page.`);
  }
}

function asScript(name: string): Promise<ArrayBuffer> {
  const file = `checkpoint/${name}.js`;
  window.tuhDeliver ??= (of, data) => delivered.get(of)?.(data);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => reject(new Error(missing(file, "it is not in this folder, or damaged")));
    delivered.set(name, (data) => {
      try {
        resolve(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)).buffer);
      } catch {
        fail();
      }
    });
    script.onerror = fail;
    script.onload = () => {
      fail(); // does nothing after a delivery
      script.remove();
    };
    script.src = new URL(file, BASE).href;
    document.head.append(script);
  });
}

function missing(file: string, why: string): string {
  return `The file ${file} of this site is missing (${why}): get the site again, and whole.`;
}
