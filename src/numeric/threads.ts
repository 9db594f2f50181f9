import { availableParallelism } from "node:os";

/** Threads that long work uses unless told otherwise: `$TXLAB_THREADS`, else the cores this process may use. */
export function defaultThreads(): number {
  const asked = Number(process.env.TXLAB_THREADS);
  return Number.isInteger(asked) && asked > 0 ? asked : availableParallelism();
}
