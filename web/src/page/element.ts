/** The custom element of an explorer: controls, panels, and the summary that stands until it answers. */

import type { PanelName } from "../explorers";
import type { View } from "../explorers/base";
import { forget, remember, remembered, speaksOfExplorers } from "./address";
import { compute, onProgress, Unwanted } from "./client";
import { Controls } from "./controls";
import { type Control, DEFINITIONS, type Press } from "./definitions";
import { element, megabytes, reachable } from "./dom";
import { agrees } from "./summary";

const BUSY_AFTER = 150; // milliseconds without an answer, after which a panel says that it is at work

interface Panel {
  readonly name: PanelName;
  readonly uses: readonly string[];
  readonly waits: number;
  readonly root: HTMLElement;
  readonly message: HTMLElement;
  readonly status: HTMLElement;
  readonly working: HTMLElement;
  readonly result: HTMLElement;
  timer: number;
}

let made = 0;

export class ExplorerElement extends HTMLElement {
  private readonly number = ++made;
  private readonly panels = new Map<PanelName, Panel>();
  private values: Record<string, string> = {};
  private readonly offered: Record<string, string> = {};
  private controls!: Controls;
  private started = false;

  connectedCallback(): void {
    if (this.started) return;
    this.started = true;
    this.start().catch((error: Error) => this.stop(error.message));
  }

  /** Calculate everything once, and take the summary's place. */
  private async start(): Promise<void> {
    const { title, controls } = DEFINITIONS[this.localName];
    const loading = element("p", { className: "tuh-loading", role: "status" });
    loading.textContent = `${title}: on its way. Then you can type.`;
    this.prepend(loading);
    const unwatch = onProgress((done, all) => {
      loading.textContent = `${title}: ${megabytes(done)} of ${megabytes(all)} MB are here. Then you can type.`;
    });
    const body = element("div", { className: "tuh-explorer", role: "group", ariaLabel: title });
    this.controls = new Controls(
      (names) => this.changed(names),
      (button) => this.press(button.press(this.offered)),
    );
    body.append(...this.laidOut(controls));
    const starts = this.starts();
    this.controls.set(starts);
    this.values = this.controls.values();
    const said = agrees(this);
    try {
      await Promise.all([...this.panels.values()].map((panel) => this.first(panel)));
    } finally {
      unwatch();
      loading.remove();
    }
    if (!said(body)) {
      this.stop(
        "Here stands what the lesson's own tokenizer or model says. The site has only the collection's own: run the notebook to type.",
      );
      return;
    }
    this.replaceChildren(body);
    this.dataset.state = "live";
    dispatchEvent(new Event("explorer-answers"));
    this.recall();
    addEventListener("hashchange", () => this.recall());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const drawer of this.querySelectorAll<HTMLDetailsElement>("details[name][open]")) drawer.open = false;
    });
  }

  /** Leave the summary where it is, and say why above it. */
  private stop(reason: string): void {
    this.dataset.state = "still";
    dispatchEvent(new Event("explorer-answers"));
    this.querySelector(":scope > .tuh-still")?.remove();
    this.prepend(element("p", { className: "tuh-still", role: "status", textContent: reason }));
  }

  /** What the controls start with: the lesson's values. */
  private starts(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.dataset).map(([name, value]) => [kebab(name), value ?? ""]));
  }

  /** Take over what the address says. */
  private recall(): void {
    const told = remembered(this.localName, this.place());
    if (told) this.controls.reset({ ...this.starts(), ...told });
    else if (speaksOfExplorers()) this.controls.reset(this.starts());
    const now = this.controls.values();
    this.changed(Object.keys(now).filter((name) => now[name] !== this.values[name]));
  }

  /** Which of the page's explorers of this kind this is, from 0. */
  private place(): number {
    return [...document.querySelectorAll(this.localName)].indexOf(this);
  }

  private laidOut(controls: readonly Control[]): HTMLElement[] {
    return controls.map((control) => {
      if (control.kind === "row") {
        const row = element("div", { className: "tuh-row" });
        row.append(...this.laidOut(control.controls));
        return row;
      }
      return control.kind === "panel" ? this.panel(control) : this.controls.make(control);
    });
  }

  private panel({ panel: name, uses, waits = 0 }: Control & { kind: "panel" }): HTMLElement {
    const root = element("div", { className: "tuh-panel" });
    const view = () => element("div", { className: "tuh" });
    const [above, between, result] = [view(), view(), element("div", {})];
    const message = element("p", { className: "message", role: "alert", hidden: true });
    const status = element("p", { className: "status", role: "status" });
    above.append(message);
    const working = element("p", { role: "status", hidden: true, textContent: "Working …" });
    between.append(status, working);
    root.append(above, between, result);
    this.panels.set(name, { name, uses, waits, root, message, status, working, result, timer: 0 });
    return root;
  }

  private async first(panel: Panel): Promise<void> {
    this.draw(panel, await compute(this.number, panel.name, this.values));
  }

  private changed(names: readonly string[]): void {
    this.values = this.controls.values();
    for (const panel of this.panels.values()) {
      if (!panel.uses.some((name) => names.includes(name))) continue;
      clearTimeout(panel.timer);
      if (panel.waits) panel.timer = window.setTimeout(() => this.show(panel), panel.waits);
      else this.show(panel);
    }
    const differs = this.controls.differing(this.starts());
    if (Object.keys(differs).length) remember(this.localName, this.place(), differs);
    else forget(this.localName, this.place());
  }

  private press(press: Press): void {
    if (press.change) {
      this.controls.set(press.change);
      this.changed(Object.keys(press.change));
    }
    const panel = press.once && this.panels.get(press.once.panel);
    if (panel && press.once) this.show(panel, press.once.settings);
  }

  /** Calculate a panel anew. What cannot be used is said, and the last result stays. */
  private async show(panel: Panel, once: Record<string, string> = {}): Promise<void> {
    const busy = setTimeout(() => setBusy(panel, true), BUSY_AFTER);
    try {
      this.draw(panel, await compute(this.number, panel.name, { ...this.values, ...once }));
    } catch (error) {
      if (error instanceof Unwanted) return;
      panel.message.textContent = `${(error as Error).message} What is shown below is the last result.`;
      panel.message.hidden = false;
    } finally {
      clearTimeout(busy);
    }
    setBusy(panel, false);
  }

  private draw(panel: Panel, view: View): void {
    const open = [...panel.result.querySelectorAll("details:not([name])")].map(
      (one) => (one as HTMLDetailsElement).open,
    );
    panel.result.innerHTML = view.html;
    reachable();
    panel.result.querySelectorAll("details:not([name])").forEach((one, place) => {
      (one as HTMLDetailsElement).open = open[place] ?? false;
    });
    panel.status.innerHTML = view.said;
    panel.status.hidden = !view.said;
    panel.message.hidden = true;
    panel.message.textContent = "";
    Object.assign(this.offered, view.values);
    for (const [name, options] of Object.entries(view.choices ?? {})) this.controls.offer(name, options);
  }
}

/** Let a panel say whether it is at work. */
function setBusy({ root, working }: Panel, isBusy: boolean): void {
  root.ariaBusy = isBusy ? "true" : null;
  working.hidden = !isBusy;
}

/** A name of `dataset` as it is written in HTML. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
