import { barText, type WorkListener, type WorkSession } from "../src/work.js";
import { escapeHtml } from "./display/html.js";
import type { Output } from "./output.js";

const redraw = 100;
const patience = 1_000;

/**
 * Shows the library's long work in the cell that runs it: one bar, updated in place, from its first second on, or at
 * once where a loop asks for it. An interrupt aborts the work's signal.
 */
export class ProgressBars implements WorkListener {
  readonly #output: Output;
  readonly #interrupted: () => boolean;
  readonly #running = new Set<AbortController>();

  /** @param interrupted whether an interrupt waits that the blocked event loop has not delivered */
  constructor(output: Output, interrupted: () => boolean) {
    this.#output = output;
    this.#interrupted = interrupted;
  }

  start(label: string, total: number, now = false): WorkSession {
    const controller = new AbortController();
    this.#running.add(controller);
    const bar = new Bar(this.#output, label, total, now);
    return {
      signal: controller.signal,
      report: (done) => {
        if (bar.report(done) && this.#interrupted()) controller.abort();
      },
      end: () => {
        this.#running.delete(controller);
        bar.end(controller.signal.aborted);
      },
    };
  }

  abort(): void {
    for (const controller of this.#running) controller.abort();
  }
}

class Bar {
  readonly #output: Output;
  readonly #label: string;
  readonly #total: number;
  readonly #id: string = `txlab-${crypto.randomUUID()}`;
  #drawn = false;
  #done = 0;
  #drawAt: number;

  constructor(output: Output, label: string, total: number, now: boolean) {
    this.#output = output;
    this.#label = label;
    this.#total = total;
    this.#drawAt = now ? 0 : performance.now() + patience;
  }

  /** Whether it is time to look around. */
  report(done: number): boolean {
    this.#done = done;
    const time = performance.now();
    if (time < this.#drawAt) return false;
    this.#drawAt = time + redraw;
    this.#draw(false);
    return true;
  }

  /** Leaves one last state, which says nothing of time, so that a notebook executed again is the same. */
  end(stopped: boolean): void {
    if (this.#drawn) this.#draw(stopped);
  }

  #draw(stopped: boolean): void {
    const text = `${barText(this.#label, this.#done, this.#total)}${stopped ? " · stopped" : ""}`;
    const share = Number.isFinite(this.#total) ? ` value="${this.#done}" max="${this.#total}"` : "";
    const [, count = text] = text.split(" · ");
    const html =
      `<div style="font-family:sans-serif;font-size:0.9em">${escapeHtml(this.#label)} ` +
      `<progress${share} style="width:16em;vertical-align:middle"></progress> ` +
      `${escapeHtml(`${count}${stopped ? " · stopped" : ""}`)}</div>`;
    const data = { "text/html": html, "text/plain": text };
    this.#output.display(data, { txlab: { progress: true } }, this.#id, this.#drawn);
    this.#drawn = true;
  }
}
