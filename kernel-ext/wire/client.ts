import { MessageChannel, Worker } from "node:worker_threads";
import {
  type Connection,
  type Content,
  createShared,
  type Header,
  type Shared,
  slot,
  type ToMain,
  type ToWire,
} from "./protocol.js";

/** The main thread's end of the wire. */
export interface Wire {
  readonly shared: Shared;
  publish(type: string, parent: Header | undefined, content: Content, buffers?: Uint8Array[]): void;
  stream(name: "stdout" | "stderr", parent: Header | undefined, text: string): void;
  reply(id: number, type: string, content: Content, failed?: boolean): void;
  /** Asks the front end for a line and blocks until it comes; `undefined` when interrupted. */
  ask(id: number, content: Content): string | undefined;
}

/** Characters of unsent output at which printing waits for the wire. */
const backlogLimit = 1 << 26;

/** Starts the threads of the wire. */
export function openWire(connection: Connection, info: Content, receive: (message: ToMain) => void): Wire {
  const shared = createShared();
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: { connection, shared, signals: port2, info: JSON.stringify(info) },
    transferList: [port2],
    execArgv: [],
  });
  const signals = new Worker(new URL("./sigint.js", import.meta.url), {
    workerData: { port: port1 },
    transferList: [port1],
    execArgv: [],
  });
  signals.unref();
  worker.on("message", receive);
  worker.on("error", (error) => {
    process.stderr.write(`txlab kernel: ${error.stack}\n`);
    process.kill(process.pid, "SIGKILL");
  });
  const post = (message: ToWire): void => worker.postMessage(message);
  const { slots, input } = shared;
  return {
    shared,
    publish: (type, parent, content, buffers) =>
      post({ kind: "publish", type, parent, content: JSON.stringify(content), ...(buffers && { buffers }) }),
    stream(name, parent, text) {
      const backlog = Atomics.add(slots, slot.backlog, text.length) + text.length;
      post({ kind: "stream", name, parent, text });
      if (backlog > backlogLimit) Atomics.wait(slots, slot.backlog, backlog, 1_000);
    },
    reply: (id, type, content, failed = false) =>
      post({ kind: "reply", id, type, content: JSON.stringify(content), failed }),
    ask(id, content) {
      Atomics.store(slots, slot.input, 0);
      post({ kind: "input", id, content: JSON.stringify(content) });
      Atomics.wait(slots, slot.input, 0);
      if (Atomics.load(slots, slot.input) !== 1) return undefined;
      return Buffer.from(input.slice(0, Atomics.load(slots, slot.inputLength))).toString();
    },
  };
}
