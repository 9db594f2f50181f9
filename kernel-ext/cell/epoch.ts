import { InterruptedError } from "../../src/errors.js";

/** Thrown in code that was waiting when its cell was given up; nobody needs to hear of it. */
export class AbandonedError extends InterruptedError {}

/** Counts interrupts, so that code which waited through one ends instead of going on unseen. */
export class Epoch {
  #now = 0;

  get now(): number {
    return this.#now;
  }

  next(): void {
    this.#now++;
  }

  /** `value`, unless an interrupt came since `since`. */
  resume<T>(since: number, value: T): T {
    if (since !== this.#now) throw new AbandonedError("The cell was interrupted.");
    return value;
  }

  async *each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<Awaited<T>> {
    const since = this.#now;
    for await (const item of items) yield this.resume(since, item);
  }
}
