import type { Origin } from "./source-lines.js";

const kept = 1_000;

/** Remembers where generated code came from, for the traces of errors. The oldest are forgotten. */
export class Origins {
  readonly #origins = new Map<string, Origin>();

  add(file: string, origin: Origin): void {
    this.#origins.set(file, origin);
    if (this.#origins.size > kept) this.#origins.delete(this.#origins.keys().next().value!);
  }

  get(file: string): Origin | undefined {
    return this.#origins.get(file);
  }
}

/** The file name under which the cell with this label (its count) runs. */
export const cellFile = (label: string): string => `cell[${label}]`;
