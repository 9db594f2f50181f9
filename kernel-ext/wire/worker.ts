import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { interruptMain } from "./interrupter.js";
import { Kernel } from "./kernel.js";
import type { Connection, Shared, ToMain, ToWire } from "./protocol.js";
import { bindSockets } from "./sockets.js";

/** The wire thread: all sockets, so that the kernel answers while a cell blocks. */
interface Setup {
  connection: Connection;
  shared: Shared;
  signals: MessagePort;
  info: string;
}

const { connection, shared, signals, info } = workerData as Setup;
const tell = (message: ToMain): void => parentPort!.postMessage(message);
const interrupt = (): Promise<void> => interruptMain(shared, () => tell({ kind: "interrupt" }));

const kernel = new Kernel(await bindSockets(connection), {
  key: connection.key,
  info,
  shared,
  tell,
  interrupt,
});
parentPort!.on("message", (message: ToWire) => kernel.fromMain(message));
signals.on("message", () => void interrupt());
kernel.run();

const parent = process.ppid;
if (process.env.JPY_PARENT_PID === String(parent)) {
  setInterval(() => {
    if (process.ppid !== parent) kernel.shutDown();
  }, 1_000);
}
