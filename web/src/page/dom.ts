/** Making elements. */

/** An element with some of its properties set; text is text, never HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> & { role?: string },
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A number of bytes in megabytes. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

const PAUSE = 200; // milliseconds after the last change: looking at sizes takes time that keys have not
let timer = 0;

/** Let the keyboard reach what is wider or higher than its place, and nothing else; after the page has changed. */
export function reachable(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    for (const box of document.querySelectorAll<HTMLElement>(".tuh .scroll")) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }, PAUSE);
}

addEventListener("resize", reachable);
