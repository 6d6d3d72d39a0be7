/** Whether an explorer says what its lesson's stored summary says: a lesson can have a tokenizer or model of its own. */

const TOLERANCE = 0.002; // stored probabilities are rounded

interface Said {
  readonly tokens: string[];
  readonly probabilities: number[];
}

/** Remember what stands in an explorer's place now, and tell later whether other content says the same. */
export function agrees(before: HTMLElement): (now: HTMLElement) => boolean {
  const first = read(before);
  return (now) => {
    const second = read(now);
    if (!first.tokens.length && !first.probabilities.length) return true; // no summary, on a page of the site's own
    return (
      first.tokens.join() === second.tokens.join() &&
      first.probabilities.length === second.probabilities.length &&
      first.probabilities.every((value, place) => Math.abs(value - second.probabilities[place]) < TOLERANCE)
    );
  };
}

function read(content: HTMLElement): Said {
  const all = (name: string) => [...content.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name) ?? "");
  return { tokens: all("data-token-id"), probabilities: all("data-probability").map(Number) };
}
