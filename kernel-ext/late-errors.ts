import type { Failure } from "./cell/failure.js";
import type { Header } from "./wire/protocol.js";

/**
 * Errors that nothing waits for: unhandled rejections, throws in timers.
 *
 * While the cell that caused one runs, it fails. When it has ended, the error is shown under it, and the next cell to
 * end fails too: a notebook that was executed without anybody looking must not pass.
 */
export class LateErrors {
  readonly #publish: (header: Header, failure: Failure) => void;
  readonly #headers = new Map<number, Header>();
  #running: number | undefined;
  #last = 0;
  #fail: (() => void) | undefined;
  #own: Failure | undefined;
  #owed: Failure | undefined;
  /** Rejects when the running cell fails so. */
  failed: Promise<never> = new Promise(() => {});

  constructor(publish: (header: Header, failure: Failure) => void) {
    this.#publish = publish;
  }

  begin(header: Header, count: number): void {
    this.#headers.set(count, header);
    if (this.#headers.size > 1_000) this.#headers.delete(this.#headers.keys().next().value!);
    this.#running = count;
    this.#own = undefined;
    this.failed = new Promise((_, reject) => {
      this.#fail = () => reject(new Error("failed late"));
    });
    this.failed.catch(() => {});
  }

  /** The cell has ended: why it fails, if it does. */
  end(): Failure | undefined {
    const failure = this.#own ?? this.#owed;
    this.#last = this.#running ?? this.#last;
    this.#running = undefined;
    if (failure === this.#owed) this.#owed = undefined;
    return failure;
  }

  add(failure: Failure): void {
    const cause = causeOf(failure) ?? this.#running ?? this.#last;
    if (cause === this.#running) {
      this.#own = failure;
      this.#fail?.();
      return;
    }
    const header = this.#headers.get(cause);
    if (header) this.#publish(header, failure);
    this.#owed = {
      ...failure,
      evalue: `${failure.evalue} (cell [${cause}], after it had ended)`,
      traceback: [`Cell [${cause}] failed after it had ended:`, ...failure.traceback],
    };
  }
}

/** The cell whose code is outermost in a trace. */
function causeOf({ traceback }: Failure): number | undefined {
  const cells = traceback.map((line) => /^ {4}at .*cell \[(\d+)\], line/.exec(line)?.[1]).filter(Boolean);
  return cells.length > 0 ? Number(cells.at(-1)) : undefined;
}
