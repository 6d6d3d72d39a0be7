/** The page "One sentence, four layers, one answer": what one touches changes a state, and parts are drawn from it. */

import morphdom from "morphdom";
import type { PanelName } from "../explorers";
import type { Settings, View } from "../explorers/base";
import { MOST_DRAWN } from "../way/run";
import { differing, fromAddress, NEGATED, START } from "../way/state";
import { flush, write } from "./address";
import { compute, onProgress, Unwanted } from "./client";
import { element, megabytes, reachable } from "./dom";

const PAUSE = 150; // milliseconds after a key, before a long text is answered
const REST = 600; // milliseconds after a key, before open tables are made
const BUSY_AFTER = 150; // milliseconds without an answer, after which the page says that it is at work
/** Sentences to begin with. */
const EXAMPLES: readonly (readonly [name: string, text: string])[] = [
  [NEGATED, START.t],
  ["without it", START.q],
  ["mixed feelings", "The food was great, but the service was terrible."],
  ["irony", "Oh great, another delay. I just love waiting."],
  ["emoji", "Finally on the island 😍🏝️ best day ever!"],
  ["German", "Ich liebe diese Insel überhaupt nicht."],
];

/** Short names of the chapters, where there is room for them. */
const CHAPTERS = ["Pieces", "Rows", "Layers", "Answer", "Hiding", "Compare"];

export class WayElement extends HTMLElement {
  private settings: Record<string, string> = { ...START, guess: "" };
  private readonly field = element("textarea", { id: "sentence", rows: 1, spellcheck: false });
  private readonly other = element("textarea", { id: "other", rows: 1, spellcheck: false });
  private readonly live = element("p", { className: "live", role: "status" });
  private readonly message = element("p", { className: "tuh-still", hidden: true, role: "alert" });
  private readonly working = element("p", { className: "working", role: "status", hidden: true });
  /** What each part was last calculated for. */
  private readonly drawn = new Map<PanelName, string>();
  /** What stands in each place. */
  private readonly contents = new WeakMap<HTMLElement, string>();
  private timer = 0;
  private updates = 0;
  private pieces = 0;
  private started = false;
  /** Whether the last question had no answer. */
  private failed = false;

  connectedCallback(): void {
    if (this.started) return;
    this.started = true;
    this.start().catch((error: Error) => this.fail(error));
  }

  private get page(): HTMLElement {
    return this.closest<HTMLElement>("main") ?? document.body;
  }

  private async start(): Promise<void> {
    this.build();
    const unwatch = onProgress((done, all) => {
      if (this.dataset.state) return;
      this.working.hidden = false;
      this.working.textContent = `${megabytes(done)} of ${megabytes(all)} MB are here. Then everything answers.`;
    });
    this.listen();
    const place = this.recall();
    await this.update(this.settings.stop === "0" ? [] : ["stop"]);
    unwatch();
    // What stands above has changed its height since the browser went to the address's place.
    if (place) document.getElementById(place)?.scrollIntoView();
    // From now on what is out of sight need not be painted, since its size is known.
    requestAnimationFrame(() => requestAnimationFrame(() => this.page.classList.add("drawn")));
  }

  /** Say why there is no answer; what stands in the page stays. What a newer question has followed is no fault. */
  private fail(error: Error): void {
    if (error instanceof Unwanted) return;
    if (!this.dataset.state) this.answered("still");
    this.failed = true;
    this.complain(`${error.message} What is shown is the last result.`);
  }

  private answered(state: "live" | "still"): void {
    const isFirst = !this.dataset.state;
    this.dataset.state = state;
    if (isFirst) dispatchEvent(new Event("explorer-answers"));
  }

  /** The sentence, the chapters' numbers, and what one can begin with. */
  private build(): void {
    const sections = this.chapters();
    const chapters = sections.map((section, place) => {
      const name = section.querySelector("h2")!.firstChild!.textContent!;
      const link = element("a", { href: `#${section.id}`, title: name }, `${place + 1} `);
      link.append(element("span", { textContent: CHAPTERS[place] }));
      link.addEventListener("click", (event) => {
        event.preventDefault(); // the address holds the state
        goTo(section);
      });
      return link;
    });
    const label = element("label", { htmlFor: "sentence", textContent: "Sentence" });
    const bar = element("nav", { ariaLabel: "Chapters" }, ...chapters);
    const answer = this.querySelector("[data-slot=answer]")!;
    this.replaceChildren(
      element("div", { className: "top" }, label, bar),
      this.field,
      answer,
      this.working,
      this.message,
    );
    const examples = EXAMPLES.map(([name, text]) => set(name, { t: text }));
    const tools = this.page.querySelector("[data-tools]")!;
    const guide = set("Five minutes: guess, then see", { stop: "1", guess: "" });
    guide.className = "main";
    guide.id = "guide-start";
    const copy = element("button", { type: "button", textContent: "Copy the link" });
    copy.addEventListener("click", () => this.copyLink());
    tools.replaceChildren(
      element("div", { className: "options", role: "group", ariaLabel: "Examples" }, ...examples),
      element("div", { className: "options" }, guide, copy),
      this.live,
    );
    const compared = this.page.querySelector("[data-other]")!;
    const take = element("button", { type: "button", textContent: "Take the sentence above, to change a word" });
    take.addEventListener("click", () => {
      this.change({ q: this.settings.t });
      this.other.focus();
    });
    compared.replaceChildren(
      element("label", { htmlFor: "other", textContent: "Another sentence" }),
      this.other,
      element("div", { className: "options" }, take),
    );
    this.write();
    const inSight = new Set<Element>();
    const watched = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) isIntersecting ? inSight.add(target) : inSight.delete(target);
        const last = sections.findLastIndex((section) => inSight.has(section));
        for (const [place, link] of chapters.entries()) link.ariaCurrent = place === last ? "true" : null;
      },
      { rootMargin: "-30% 0px -60% 0px" },
    );
    for (const section of sections) watched.observe(section);
    // What is scrolled to must not lie below the sentence.
    new ResizeObserver(() => {
      const isSticky = getComputedStyle(this).position === "sticky";
      document.documentElement.style.scrollPaddingTop = isSticky ? `${this.offsetHeight + 8}px` : "";
    }).observe(this);
  }

  private chapters(): HTMLElement[] {
    return [...this.page.querySelectorAll<HTMLElement>("section:has(> h2)")].filter((one) =>
      one.querySelector("[data-slot]"),
    );
  }

  private listen(): void {
    this.field.addEventListener("input", () => this.change({ t: this.field.value }));
    this.other.addEventListener("input", () => this.change({ q: this.other.value }));
    const { page } = this;
    page.addEventListener("click", ({ target }) => {
      const button = (target as Element).closest<HTMLElement>("[data-set]");
      if (button) this.change(JSON.parse(button.dataset.set!));
    });
    page.addEventListener("input", ({ target }) => {
      const { dataset, value } = target as HTMLInputElement;
      if (!dataset.name) return;
      // As many digits as the slider has places; the address stays short.
      const number = "power" in dataset ? Number((10 ** Number(value)).toPrecision(2)) : Number(value);
      this.change({ [dataset.name]: String(number) });
    });
    const toggled = (event: Event) => {
      const { dataset, open } = event.target as HTMLDetailsElement;
      const tables = new Set(this.settings.tables.split(" ").filter((name) => name));
      if (!dataset.table || tables.has(dataset.table) === open) return;
      if (open) tables.add(dataset.table);
      else tables.delete(dataset.table);
      this.change({ tables: [...tables].sort().join(" ") });
    };
    page.addEventListener("toggle", toggled, true);
    page.addEventListener("pointerdown", (event) => this.point(event));
    page.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" || event.buttons) this.point(event, true);
    });
    page.addEventListener("keydown", moveAlong);
    addEventListener("hashchange", () => {
      if (!location.hash || location.hash.includes("=")) {
        this.recall();
        this.update([]);
      }
    });
  }

  /** A finger or pointer on cells: choose the cell; on a map of pairs: choose the pair. */
  private point(event: PointerEvent, moved = false): void {
    const strip = (event.target as Element).closest<HTMLElement>(".cells");
    if (!strip) return;
    const { left, width } = strip.getBoundingClientRect();
    const share = Math.min(0.9999, Math.max(0, (event.clientX - left) / width));
    const cells = strip.closest<HTMLElement>("[data-cells]")?.dataset.cells;
    const map = strip.closest<HTMLElement>("[data-pairs]");
    if (cells) this.change({ cell: String(Math.floor(share * Number(cells))) });
    else if (map && !moved) {
      const looks = [...map.children].indexOf(strip.parentElement!);
      this.change({ piece: String(looks), seen: String(Math.floor(share * Number(map.dataset.pairs))) });
    }
  }

  /** Take over what the address says; the place that it names, if it names one. */
  private recall(): string {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return hash;
    const { settings, broken } = fromAddress(hash);
    this.settings = { ...settings, guess: "" };
    if (broken === null) this.message.hidden = true;
    else this.complain(`This link is broken at “${broken.slice(0, 40)}”: here is how the page starts.`);
    this.write();
    return "";
  }

  /** Let the fields say what the state says. */
  private write(): void {
    if (this.field.value !== this.settings.t) this.field.value = this.settings.t;
    if (this.other.value !== this.settings.q) this.other.value = this.settings.q;
  }

  private change(values: Readonly<Record<string, string | number>>): void {
    const changed = Object.entries(values).filter(([name, value]) => this.settings[name] !== String(value));
    if (!changed.length) return;
    this.message.hidden = true;
    for (const [name, value] of changed) this.settings[name] = String(value);
    // What is hidden and read from are places of a text; another text has other ones.
    if (changed.some(([name]) => name === "t")) Object.assign(this.settings, { hide: "", seen: "", guess: "" });
    else if (changed.some(([name]) => name === "piece") && !("seen" in values)) this.settings.seen = "";
    this.write();
    write(new URLSearchParams(differing(this.settings)));
    clearTimeout(this.timer);
    const names = changed.map(([name]) => name);
    if (names.includes("t") && this.pieces > MOST_DRAWN)
      this.timer = window.setTimeout(() => this.update(names), PAUSE);
    else this.update(names);
  }

  private async update(names: readonly string[]): Promise<void> {
    const update = ++this.updates;
    try {
      // Both are asked for at once: the worker goes on while the page is drawn.
      const [all, left] = [this.show("all"), this.show("left", this.settings.t)];
      left.catch(() => {}); // is waited for below
      const view = await all;
      const cause = ["t", "q", "seen", "piece", "hide", "temperature", "layer", "head"].find((name) =>
        names.includes(name),
      );
      if (view && cause) this.live.textContent = view.values?.[cause === "head" ? "layer" : cause] ?? "";
      if (this.settings.tables) await this.fill(update, names.includes("t"));
      await left;
      await this.follow(names.includes("stop") || names.includes("guess"));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** The open tables have thousands of cells: while somebody types, they wait until the typing rests. */
  private async fill(update: number, typed: boolean): Promise<void> {
    const open = () => this.page.querySelectorAll("[data-slot^=table-]");
    for (const table of open()) table.classList.toggle("stale", typed);
    if (typed) await new Promise((resolve) => setTimeout(resolve, REST));
    if (update !== this.updates) return;
    await this.show("tables");
    for (const table of open()) table.classList.remove("stale");
  }

  /** What takes longer, after what is asked for at every key. */
  private async follow(moves = false): Promise<void> {
    const { t, stop, guess, piece } = this.settings;
    if (stop !== "0" || this.drawn.get("way-explorer.guide")) {
      const view = await this.show("guide", stop === "0" ? "" : `${stop} ${guess} ${t}`);
      if (view) this.light(view.values?.lit ?? "", moves);
    }
    const asked = this.page.querySelector<HTMLElement>("[data-slot=neighbours]");
    if (asked) await this.show("neighbours", `${asked.dataset.of} ${piece} ${t}`);
  }

  /** Calculate a part and draw it, unless it stands there already. */
  private async show(name: "all" | "left" | "tables" | "guide" | "neighbours", key?: string): Promise<View | null> {
    const panel = `way-explorer.${name}` as PanelName;
    const slot = this.page.querySelector(`[data-slot=${name}]`);
    if (key !== undefined && this.drawn.get(panel) === key && (name === "guide" || slot?.firstChild)) return null;
    if (name === "left") slot?.classList.add("stale");
    const busy = setTimeout(() => {
      if (this.dataset.state !== "live") return;
      this.working.textContent = "Working …";
      this.working.hidden = false;
    }, BUSY_AFTER);
    try {
      const view = await compute(0, panel, this.settings as Settings);
      this.drawn.set(panel, key ?? "");
      slot?.classList.remove("stale");
      for (const [part, content] of Object.entries(view.parts ?? {})) this.draw(part, content);
      if (view.values?.pieces) this.pieces = Number(view.values.pieces);
      this.answered("live");
      if (this.failed) this.message.hidden = true;
      this.failed = false;
      return view;
    } finally {
      clearTimeout(busy);
      this.working.hidden = true;
    }
  }

  private draw(part: string, content: string): void {
    const slot = this.page.querySelector<HTMLElement>(`[data-slot=${part}]`);
    if (!slot || this.contents.get(slot) === content) return;
    this.contents.set(slot, content);
    // All at once is faster, where neither a focus nor an open table could be lost.
    if (part !== "text" && !slot.contains(document.activeElement) && !slot.querySelector("[data-slot]")) {
      slot.innerHTML = content;
      reachable();
      return;
    }
    const made = document.createElement("div");
    made.innerHTML = content;
    morphdom(slot, made, {
      childrenOnly: true,
      onBeforeElUpdated: (before, after) => {
        // What another question fills, and a slider that is being moved, are left as they are.
        if (before.dataset.slot && before.dataset.of === after.dataset.of) return false;
        if (!(before instanceof HTMLInputElement) || before !== document.activeElement) return true;
        before.ariaValueText = after.ariaValueText;
        return false;
      },
    });
    reachable();
  }

  /** Put the guide's card above the part that it is about, and cover that part until a guess is made. */
  private light(lit: string, moves: boolean): void {
    const card = this.page.querySelector<HTMLElement>("[data-slot=guide]")!;
    for (const slot of this.page.querySelectorAll<HTMLElement>("[data-slot]")) {
      const isLit = lit !== "" && slot.dataset.slot === lit;
      // What stands below in the same chapter could tell the answer as well.
      const isCovered = this.settings.guess === "" && (isLit || (lit === "hidden" && slot.dataset.slot === "left"));
      slot.classList.toggle("lit", isLit);
      slot.classList.toggle("covered", isCovered);
      slot.inert = isCovered;
      if (isLit && card.nextElementSibling !== slot) slot.before(card);
    }
    if (!moves) return;
    if (this.settings.stop === "0") {
      this.page.querySelector<HTMLElement>("#guide-start")?.focus();
      return;
    }
    const focused = card.querySelector<HTMLElement>(this.settings.guess === "" ? "#guide-heading" : "#guide-because");
    focused?.focus({ preventScroll: true });
    const isWhole = card.offsetHeight + this.offsetHeight < innerHeight;
    (isWhole ? card : focused)?.scrollIntoView({ block: "start", behavior: smooth() });
  }

  private async copyLink(): Promise<void> {
    write(new URLSearchParams(differing(this.settings)));
    flush();
    if (fromAddress(location.hash.slice(1)).settings.t !== this.settings.t) {
      this.live.textContent = "The sentence is too long for a link: shorten it.";
      return;
    }
    try {
      await navigator.clipboard.writeText(location.href);
      this.live.textContent = "The link is copied: it holds what you see.";
    } catch {
      this.live.textContent = "The browser does not let this page copy: the page's address holds what you see.";
    }
  }

  private complain(sentence: string): void {
    this.message.textContent = sentence;
    this.message.hidden = false;
  }
}

/** A button that changes values of the state. */
function set(name: string, values: Readonly<Record<string, string>>): HTMLButtonElement {
  const button = element("button", { type: "button", textContent: name });
  button.dataset.set = JSON.stringify(values);
  return button;
}

function goTo(section: HTMLElement): void {
  const heading = section.querySelector("h2")!;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  section.scrollIntoView({ behavior: smooth() });
  // What comes into sight on the way can have another height than was thought. Who scrolls meanwhile wants to go elsewhere.
  const arrival = new AbortController();
  const { signal } = arrival;
  const arrive = () => {
    section.scrollIntoView({ behavior: "instant" });
    arrival.abort();
  };
  addEventListener("scrollend", arrive, { signal });
  for (const name of ["wheel", "touchmove", "keydown"])
    addEventListener(name, () => arrival.abort(), { signal, passive: true });
}

function smooth(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

/** Arrow keys, Home and End go along a row of pieces. */
function moveAlong(event: KeyboardEvent): void {
  const row = (event.target as Element).closest("[data-arrows]");
  if (!row) return;
  const buttons = [...row.querySelectorAll<HTMLElement>("button")];
  const here = buttons.indexOf(event.target as HTMLElement);
  const places: Record<string, number> = {
    ArrowLeft: here - 1,
    ArrowUp: here - 1,
    ArrowRight: here + 1,
    ArrowDown: here + 1,
    Home: 0,
    End: buttons.length - 1,
  };
  const next = buttons[places[event.key]];
  if (!(event.key in places) || !next) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
