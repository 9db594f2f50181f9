import { availableParallelism } from "node:os";

/**
 * Threads that long work uses unless told otherwise: `$TXLAB_THREADS`, else the cores this process may use; in a
 * worker 1, since the others are busy with tasks like its own.
 */
export function defaultThreads(): number {
  const { __tinypool_state__: worker } = process as { __tinypool_state__?: { isTinypoolWorker: boolean } };
  if (worker?.isTinypoolWorker) return 1;
  const asked = Number(process.env.TXLAB_THREADS);
  return Number.isInteger(asked) && asked > 0 ? asked : availableParallelism();
}
