import { InterruptedError } from "./errors.js";

/**
 * Progress and cancellation of long work.
 *
 * A host (the Jupyter kernel, a terminal, a test) installs one listener; long operations call {@link work}.
 * The listener is the library's only process-wide state. It is kept on `globalThis` under a registered symbol, so
 * that the host and a notebook find each other even when they loaded two copies of the package.
 */
export interface Work {
  /** Says that `done` of `total` units are finished; cheap enough to call for each of them. */
  report(done: number): void;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Throws {@link InterruptedError} once the user has interrupted. */
  check(): void;
}

export interface WorkListener {
  /** Called when an operation starts; returns what is to be told about it and the signal that stops it. */
  start(label: string, total: number): WorkSession;
}

export interface WorkSession {
  readonly signal: AbortSignal;
  report(done: number): void;
  /** Called once, whether the operation succeeded or not. */
  end(): void;
}

const key = Symbol.for("txlab.work");
const host = globalThis as { [key]?: WorkListener | undefined };

/** Makes `listener` hear of all long work; `undefined` makes it silent. Returns the listener that it replaces. */
export function setWorkListener(listener: WorkListener | undefined): WorkListener | undefined {
  const previous = host[key];
  host[key] = listener;
  return previous;
}

/** Runs `task` as long work of `total` units under the name `label`. */
export async function work<T>(label: string, total: number, task: (work: Work) => Promise<T>): Promise<T> {
  const session = host[key]?.start(label, total) ?? silent();
  const { signal } = session;
  try {
    return await task({
      signal,
      report: (done) => session.report(done),
      check: () => {
        if (signal.aborted) throw new InterruptedError(`${label} was interrupted.`);
      },
    });
  } finally {
    session.end();
  }
}

function silent(): WorkSession {
  return { signal: new AbortController().signal, report: () => {}, end: () => {} };
}
