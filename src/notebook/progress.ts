import { assertInteger } from "../assert.js";
import { ArgumentError, InterruptedError } from "../errors.js";
import { startWork, type WorkSession } from "../work.js";

/**
 * Goes through `items` and shows how far it is: one bar that updates in place, in a notebook or a terminal. A number
 * stands for that many rounds, counted from 0. Interrupting the cell ends the loop with an `InterruptedError`.
 *
 * @example
 * for (const patient of progress(patients, "patients")) follow(patient);
 * for (const round of progress(100)) step(round);
 * for await (const batch of progress(batches, "batches")) add(batch);
 */
export function progress<T>(items: AsyncIterable<T>, label?: string): AsyncGenerator<T, void, undefined>;
export function progress<T>(items: Iterable<T>, label?: string): Generator<T, void, undefined>;
export function progress(rounds: number, label?: string): Generator<number, void, undefined>;
export function progress<T>(
  items: AsyncIterable<T> | Iterable<T> | number,
  label = "",
): AsyncGenerator<T, void, undefined> | Generator<T | number, void, undefined> {
  if (typeof items === "number") {
    assertInteger(items, "progress's number of rounds", 0);
    return counted(rounds(items), items, label);
  }
  if (typeof items === "object" && items !== null && Symbol.asyncIterator in items) {
    return countedLater(items, label);
  }
  if ((typeof items !== "object" && typeof items !== "string") || items === null) {
    throw new ArgumentError("progress takes an iterable or a number of rounds.");
  }
  return counted(items, sizeOf(items), label);
}

function* rounds(count: number): Generator<number> {
  for (let round = 0; round < count; round++) yield round;
}

function sizeOf(items: Iterable<unknown>): number {
  const { length, size } = items as { length?: unknown; size?: unknown };
  return typeof length === "number" ? length : typeof size === "number" ? size : Number.POSITIVE_INFINITY;
}

function* counted<T>(items: Iterable<T>, total: number, label: string): Generator<T, void, undefined> {
  const session = startWork(label, total, true);
  let done = 0;
  try {
    session.report(0);
    for (const item of items) {
      yield item;
      tell(session, ++done, label);
    }
  } finally {
    session.end();
  }
}

async function* countedLater<T>(items: AsyncIterable<T>, label: string): AsyncGenerator<T, void, undefined> {
  const session = startWork(label, Number.POSITIVE_INFINITY, true);
  let done = 0;
  try {
    session.report(0);
    for await (const item of items) {
      yield item;
      tell(session, ++done, label);
    }
  } finally {
    session.end();
  }
}

function tell(session: WorkSession, done: number, label: string): void {
  session.report(done);
  if (session.signal.aborted) throw new InterruptedError(`${label || "The loop"} was interrupted.`);
}
