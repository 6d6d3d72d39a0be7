/** An explorer's controls: what they say, by name, and what they are told. Settings are texts; a tick is `yes` or `no`. */

import { parseHeads } from "../explorers/heads";
import type { Control } from "./definitions";
import { element } from "./dom";

type Changed = (names: readonly string[]) => void;
type Button = Control & { kind: "button" };

/** How a control is read and set. */
interface Handle {
  readonly get: () => string;
  readonly set: (value: string) => void;
  readonly offer?: (options: readonly (readonly [value: string, label: string])[]) => void;
}

export class Controls {
  private readonly handles = new Map<string, Handle>();
  /** What another control does when one has changed. */
  private readonly followers = new Map<string, () => void>();
  private defaults: Record<string, string> = {};

  constructor(
    private readonly changed: Changed,
    private readonly pressed: (button: Button) => void,
  ) {}

  /** What every control says. */
  values(): Record<string, string> {
    return Object.fromEntries([...this.handles].map(([name, handle]) => [name, handle.get()]));
  }

  /** Tell controls what to say, without an answer to it; what is no control's is passed over. */
  set(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) this.handles.get(name)?.set(value);
    for (const follow of this.followers.values()) follow();
  }

  /** Let every control start again, and then say what it is told. */
  reset(values: Readonly<Record<string, string>>): void {
    this.set({ ...this.defaults, ...values });
  }

  /** What controls say that is not what they start with. */
  differing(starts: Readonly<Record<string, string>>): Record<string, string> {
    const usual = { ...this.defaults, ...starts };
    return Object.fromEntries(Object.entries(this.values()).filter(([name, value]) => value !== usual[name]));
  }

  /** Give a choice other options; it keeps its place among them. */
  offer(name: string, options: readonly (readonly [value: string, label: string])[]): void {
    this.handles.get(name)?.offer?.(options);
  }

  /** Make a control with its label. */
  make(control: Exclude<Control, { kind: "row" | "panel" }>): HTMLElement {
    if (control.kind === "button") {
      const button = element("button", { type: "button", textContent: control.label });
      button.addEventListener("click", () => this.pressed(control));
      return button;
    }
    const made = this.makeField(control);
    this.defaults[control.name] = this.handles.get(control.name)!.get();
    return made;
  }

  private makeField(control: Exclude<Control, { kind: "row" | "panel" | "button" }>): HTMLElement {
    switch (control.kind) {
      case "text":
        return this.field(control, element("textarea", { rows: 2, value: control.value, spellcheck: false }));
      case "line":
        return this.field(control, element("input", { type: "text", value: control.value, spellcheck: false }));
      case "check":
        return this.check(control);
      case "choice":
        return this.choice(control);
      case "number":
        return this.whole(control);
      case "slider": {
        const { name, label, most } = control;
        return this.slider(name, label, { min: "0", max: String(most), step: "1", value: "0" }, String, Number);
      }
      case "temperature": {
        const range = { min: "-1", max: "1", step: "0.05", value: "0" };
        const { name, label } = control;
        return this.slider(
          name,
          label,
          range,
          (power) => String(10 ** power),
          (value) => Math.log10(value),
        );
      }
      case "heads":
        return this.heads(control);
    }
  }

  private listen(input: HTMLElement, name: string, event = "input"): void {
    input.addEventListener(event, () => {
      this.followers.get(name)?.();
      this.changed([name]);
    });
  }

  private field(
    { name, label }: { name: string; label: string },
    input: HTMLTextAreaElement | HTMLInputElement,
  ): HTMLElement {
    this.handles.set(name, {
      get: () => input.value,
      set: (value) => {
        input.value = value;
      },
    });
    this.listen(input, name);
    return element("label", { className: "tuh-field" }, label, input);
  }

  private check({ name, label, value }: Control & { kind: "check" }): HTMLElement {
    const input = element("input", { type: "checkbox", checked: value });
    this.handles.set(name, {
      get: () => (input.checked ? "yes" : "no"),
      set: (told) => {
        input.checked = told === "yes";
      },
    });
    this.listen(input, name, "change");
    return element("label", { className: "tuh-check" }, input, label);
  }

  private choice({ name, label, options }: Control & { kind: "choice" }): HTMLElement {
    const select = element("select", {});
    const offer: Handle["offer"] = (offered) => {
      const before = select.value;
      select.replaceChildren(...offered.map(([value, text]) => element("option", { value, textContent: text })));
      select.value = offered.some(([value]) => value === before) ? before : (offered[0]?.[0] ?? "");
    };
    offer(options);
    this.handles.set(name, {
      get: () => select.value,
      set: (value) => {
        if ([...select.options].some((option) => option.value === value)) select.value = value;
      },
      offer,
    });
    this.listen(select, name, "change");
    return element("label", { className: "tuh-choice" }, label, select);
  }

  private whole({ name, label, value, least, most }: Control & { kind: "number" }): HTMLElement {
    const input = element("input", { type: "number", min: String(least), max: String(most), value: String(value) });
    const within = (told: string) => {
      const number = told.trim() ? Math.round(Number(told)) : Number.NaN;
      return String(Number.isNaN(number) ? value : Math.max(least, Math.min(most, number)));
    };
    this.handles.set(name, {
      get: () => within(input.value),
      set: (told) => {
        input.value = within(told);
      },
    });
    this.listen(input, name);
    input.addEventListener("change", () => {
      input.value = within(input.value);
    });
    return element("label", { className: "tuh-choice" }, label, input);
  }

  private slider(
    name: string,
    label: string,
    range: { min: string; max: string; step: string; value: string },
    shown: (place: number) => string,
    placed: (value: number) => number,
  ): HTMLElement {
    const input = element("input", { type: "range", ...range });
    const output = element("output", {});
    const write = () => {
      const value = Number(shown(Number(input.value)));
      output.textContent = String(Number(value.toPrecision(3)));
      input.setAttribute("aria-valuetext", output.textContent);
    };
    write();
    this.handles.set(name, {
      get: () => shown(Number(input.value)),
      set: (told) => {
        const place = placed(Number(told));
        if (Number.isFinite(place)) input.value = String(place);
        write();
      },
    });
    input.addEventListener("input", write);
    this.listen(input, name);
    // What it says stands beside the label: inside, it would be a part of the slider's name.
    return element("div", { className: "tuh-slider" }, element("label", {}, label, input), output);
  }

  /** A box for each head of the chosen layer, and a button that switches all on. */
  private heads({ name, layer, layers, count }: Control & { kind: "heads" }): HTMLElement {
    const off = new Set<string>();
    const boxes = Array.from({ length: count }, () => element("input", { type: "checkbox" }));
    const names = boxes.map(() => element("span", {}));
    const chosen = () => this.handles.get(layer)!.get();
    const key = (head: number) => `${chosen()}.${head}`;
    const write = () => {
      boxes.forEach((box, head) => {
        box.checked = off.has(key(head));
        names[head].textContent = `switch off head ${head} in layer ${chosen()}`;
      });
    };
    write();
    boxes.forEach((box, head) => {
      box.addEventListener("change", () => {
        if (box.checked) off.add(key(head));
        else off.delete(key(head));
        this.changed([name]);
      });
    });
    const all = element("button", { type: "button", textContent: "Switch all heads on" });
    all.addEventListener("click", () => {
      off.clear();
      write();
      this.changed([name]);
    });
    this.handles.set(name, {
      get: () => [...off].sort().join(" "),
      set: (told) => {
        off.clear();
        for (const [ofLayer, head] of parseHeads(told)) {
          if (ofLayer < layers && head < count) off.add(`${ofLayer}.${head}`);
        }
        write();
      },
    });
    const row = element("div", { className: "tuh-row" });
    row.append(...boxes.map((box, head) => element("label", { className: "tuh-check" }, box, names[head])), all);
    this.followers.set(layer, write);
    return row;
  }
}
