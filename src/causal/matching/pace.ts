import { work } from "../../work.js";

/** Awaited by long loops over rows; lets the process hear an interruption, and throws it. */
export type Pace = (rows: number) => Promise<void>;

/** Rows of a loop between two pauses. */
export const paceEvery = 1024;

/** Runs a task of about `rows` rows as long work that shows progress and can be interrupted. */
export function paced<T>(label: string, rows: number, task: (pace: Pace) => Promise<T>): Promise<T> {
  return work(label, rows, ({ report, check }) => {
    let done = 0;
    return task(async (more) => {
      done = Math.min(rows, done + more);
      report(done);
      await new Promise((resolve) => setImmediate(resolve));
      check();
    });
  });
}
