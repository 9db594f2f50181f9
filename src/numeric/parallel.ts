import type { Tinypool } from "tinypool";
import { InterruptedError } from "../errors.js";
import { defaultThreads } from "./threads.js";

export interface ParallelOptions {
  /** @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number | undefined;
  /** Stops the work: running workers are ended, and an {@link InterruptedError} is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of finished tasks. */
  readonly report?: ((done: number) => void) | undefined;
}

/**
 * Runs the function that `module` exports as `name` on each task in worker threads; results come in the tasks' order.
 *
 * Tasks and results are cloned, except shared arrays. A task's result may depend only on the task, never on the worker
 * or on other tasks, so that results are the same for any number of threads. Workers start at the first use, end after
 * a few idle seconds, and keep no process alive. A task that throws rejects the whole; the pool goes on.
 *
 * @example
 * await parallel(new URL("./tree-task.js", import.meta.url), "growTree", trees, { signal })
 */
export async function parallel<Task, Result>(
  module: URL,
  name: string,
  tasks: readonly Task[],
  options: ParallelOptions = {},
): Promise<Result[]> {
  const { threads = defaultThreads(), signal, report } = options;
  const pool = await workers.open();
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  if (signal?.aborted) throw interrupted();
  signal?.addEventListener("abort", interrupt, { once: true });
  const results = new Array<Result>(tasks.length);
  let [next, done] = [0, 0];
  const lane = async (): Promise<void> => {
    while (next < tasks.length && !stop.signal.aborted) {
      const index = next++;
      results[index] = await pool.run(tasks[index], { filename: module.href, name, signal: stop.signal });
      report?.(++done);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, lane));
    if (signal?.aborted) throw interrupted();
    return results;
  } catch (error) {
    const wasInterrupted = signal?.aborted === true;
    stop.abort();
    workers.revive();
    throw wasInterrupted ? interrupted() : error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError("the work was interrupted.");
}

/**
 * The process's worker threads: a cache that no result depends on. All work shares them, so that two fits at once do
 * not start twice as many threads.
 */
class Workers {
  #pool: Promise<Tinypool> | undefined;

  open(): Promise<Tinypool> {
    this.#pool ??= this.#start();
    return this.#pool;
  }

  /** Ending a worker leaves tasks of others in the queue until something asks for a new worker. */
  revive(): void {
    void this.#pool?.then((pool) => {
      setImmediate(() => {
        if (pool.queueSize > 0) pool.run(null, { filename: idle.href, name: "idle" }).catch(() => {});
      });
    });
  }

  async #start(): Promise<Tinypool> {
    const { Tinypool } = await import("tinypool");
    const pool = new Tinypool({
      minThreads: 0,
      maxThreads: Math.max(defaultThreads(), 8),
      idleTimeout: 5000,
      trackUnmanagedFds: false,
    });
    pool.on("error", () => {});
    return pool;
  }
}

const idle = new URL("./idle-task.js", import.meta.url);
const workers = new Workers();
