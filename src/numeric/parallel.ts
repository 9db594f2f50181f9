import { InterruptedError } from "../errors.js";
import { defaultThreads } from "./threads.js";
import { workers } from "./workers.js";

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
 * an idle minute, and keep no process alive. A task that throws rejects the whole; the pool goes on.
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
  if (signal?.aborted) throw new InterruptedError("the work was interrupted.");
  // A worker that is starting does not keep the process alive; the work does.
  const alive = setInterval(() => {}, 60_000);
  const results = new Array<Result>(tasks.length);
  let [next, done, failed] = [0, 0, false];
  const lane = async (): Promise<void> => {
    while (next < tasks.length && !failed) {
      const index = next++;
      results[index] = await workers.run<Result>(module, name, tasks[index], signal);
      report?.(++done);
    }
  };
  const lanes = Array.from({ length: Math.min(threads, tasks.length) }, lane);
  try {
    await Promise.all(lanes);
    return results;
  } catch (error) {
    failed = true;
    await Promise.allSettled(lanes);
    throw error;
  } finally {
    clearInterval(alive);
  }
}
