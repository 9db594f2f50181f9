import vm from "node:vm";
import { type MessagePort, workerData } from "node:worker_threads";

/**
 * A thread that waits for SIGINT, because the main thread cannot hear it while JavaScript blocks.
 *
 * Node lets only `breakOnSigint` scripts see the signal from a worker. Two are nested, so that one is always
 * listening while the other ends: without a listener the signal would end the process.
 */
const { port } = workerData as { port: MessagePort };
const flag = new Int32Array(new SharedArrayBuffer(4));
const host = globalThis as { txlabAwaitSignal?: () => void; txlabSleep?: () => void };

host.txlabSleep = () => {
  Atomics.wait(flag, 0, 0);
};
host.txlabAwaitSignal = () => {
  for (;;) {
    try {
      vm.runInThisContext("txlabSleep()", { breakOnSigint: true });
    } catch {
      port.postMessage("SIGINT");
    }
  }
};
for (;;) {
  try {
    vm.runInThisContext("txlabAwaitSignal()", { breakOnSigint: true });
  } catch {
    port.postMessage("SIGINT");
  }
}
