/** What explorers show, kept in the page's address, so that a link shows it again. Nothing of it is sent anywhere. */

const PAUSE = 300; // milliseconds: browsers refuse an address that changes too often
const LONGEST = 8000; // characters; a longer address breaks when it is passed on

let timer = 0;
let waiting: URLSearchParams | null = null;

/** What the address says about an explorer of the page; null if it does not. */
export function remembered(name: string, place: number): Record<string, string> | null {
  const begin = prefix(name, place);
  const own = [...read()].filter(([key]) => key.startsWith(begin));
  return own.length ? Object.fromEntries(own.map(([key, value]) => [key.slice(begin.length), value])) : null;
}

/** Whether the address says anything about explorers. */
export function speaksOfExplorers(): boolean {
  return [...read()].some(([key]) => key.includes("-explorer"));
}

/** Let the address say what an explorer shows. */
export function remember(name: string, place: number, values: Record<string, string>): void {
  const all = without(name, place);
  for (const [key, value] of Object.entries(values)) all.set(prefix(name, place) + key, value);
  write(all);
}

/** Let the address say nothing about an explorer. */
export function forget(name: string, place: number): void {
  if (remembered(name, place) || waiting) write(without(name, place));
}

function prefix(name: string, place: number): string {
  return `${name}${place ? place + 1 : ""}.`;
}

function read(): URLSearchParams {
  return waiting ?? new URLSearchParams(location.hash.includes("explorer") ? location.hash.slice(1) : "");
}

function without(name: string, place: number): URLSearchParams {
  return new URLSearchParams([...read()].filter(([key]) => !key.startsWith(prefix(name, place))));
}

/** Let the address say something else, after a pause. */
export function write(all: URLSearchParams): void {
  waiting = all;
  clearTimeout(timer);
  timer = window.setTimeout(flush, PAUSE);
}

/** Let the address say at once what it is to say. */
export function flush(): void {
  if (!waiting) return;
  const all = waiting;
  waiting = null;
  // What is too long for an address is left out, and the rest stays.
  while (all.toString().length > LONGEST) {
    const [[longest]] = [...all].sort(([, a], [, b]) => b.length - a.length);
    all.delete(longest);
  }
  const text = all.toString();
  try {
    history.replaceState(history.state, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // Some browsers keep the address of a file as it is: the page works, its links do not show what one sees.
  }
}

addEventListener("pagehide", flush);
