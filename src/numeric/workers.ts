import type { Tinypool } from "tinypool";
import { InterruptedError } from "../errors.js";

/** What the pool rejects with when it gives a task to a worker that an interrupt is ending. */
const ending = "Terminating worker thread";

/**
 * The process's worker threads: a cache that no result depends on. All work shares them, so that two fits at once do
 * not start twice as many threads.
 */
class Workers {
  #pool: Promise<Tinypool> | undefined;
  readonly #running = new Set<(error: unknown) => void>();

  /** Runs one task in a worker. */
  async run<Result>(module: URL, name: string, task: unknown, signal?: AbortSignal): Promise<Result> {
    const pool = await this.#open();
    for (;;) {
      try {
        return await this.#attempt<Result>(pool, module, name, task, signal);
      } catch (error) {
        if (signal?.aborted) {
          this.#revive(pool);
          throw new InterruptedError("the work was interrupted.");
        }
        if (!(error instanceof Error && error.message === ending)) throw error;
      }
    }
  }

  #attempt<Result>(
    pool: Tinypool,
    module: URL,
    name: string,
    task: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#running.add(reject);
      const settled = (): boolean => this.#running.delete(reject);
      (pool.run(task, { filename: module.href, name, signal: signal ?? null }) as Promise<Result>)
        .then(resolve, reject)
        .finally(settled);
    });
  }

  /** Ending a worker leaves tasks of others in the queue until something asks for a new worker. */
  #revive(pool: Tinypool): void {
    setImmediate(() => {
      if (pool.queueSize > 0) pool.run(null, { filename: idle.href, name: "idle" }).catch(() => {});
    });
  }

  #open(): Promise<Tinypool> {
    this.#pool ??= this.#start();
    return this.#pool;
  }

  async #start(): Promise<Tinypool> {
    const { Tinypool } = await import("tinypool");
    // The host's own Node options (--eval, --input-type, …) would break a worker's start.
    const pool = new Tinypool({
      minThreads: 0,
      maxThreads: 64,
      // A worker's start takes a fifth of a second: a reader who thinks between two cells should not pay it.
      idleTimeout: 60_000,
      execArgv: [],
      trackUnmanagedFds: false,
    });
    pool.on("error", (error) => {
      for (const reject of this.#running) reject(error);
    });
    return pool;
  }
}

const idle = new URL("./idle-task.js", import.meta.url);

export const workers: Workers = new Workers();
