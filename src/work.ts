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
  /**
   * Called when an operation starts; returns what is to be told about it and the signal that stops it. `now` asks for
   * a bar at once rather than after a second.
   */
  start(label: string, total: number, now?: boolean): WorkSession;
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

/** Tells the listener of work that its caller ends itself. */
export function startWork(label: string, total: number, now = false): WorkSession {
  return (host[key] ?? terminalBar).start(label, total, now);
}

/** Runs `task` as long work of `total` units under the name `label`. */
export async function work<T>(label: string, total: number, task: (work: Work) => Promise<T>): Promise<T> {
  const session = startWork(label, total);
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

const never: AbortSignal = new AbortController().signal;

/** Draws long work as one line of a terminal's standard error; says nothing where there is no terminal. */
const terminalBar: WorkListener = {
  start(label, total, now = false) {
    const began = performance.now();
    let drawnAt = now ? 0 : began + 900;
    let drawn = false;
    return {
      signal: never,
      report(done) {
        const time = performance.now();
        if (time - drawnAt < 100 || !process.stderr?.isTTY) return;
        drawnAt = time;
        drawn = true;
        process.stderr.write(`\r\u001b[K${barText(label, done, total)}`);
      },
      end() {
        if (drawn) process.stderr.write("\r\u001b[K");
      },
    };
  },
};

/** `fit ████████░░░░░░░░░░░░ 40% · 40 of 100`, or a count where the total is not known. */
export function barText(label: string, done: number, total: number): string {
  const name = label ? `${label} ` : "";
  if (!Number.isFinite(total)) return `${name}${done.toLocaleString("en")} done`;
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const filled = Math.round(share * 20);
  const bar = "█".repeat(filled) + "░".repeat(20 - filled);
  return `${name}${bar} ${Math.floor(share * 100)}% · ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
}
