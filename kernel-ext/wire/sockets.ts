import { Publisher, Reply, Router } from "zeromq";
import type { Connection } from "./protocol.js";

type Frames = (Buffer | Uint8Array | string)[];

interface Sender {
  send(frames: Frames): Promise<void>;
}

/** Sends in order: a ZeroMQ socket takes one message at a time. */
export class Outlet {
  readonly #socket: Sender;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  send(frames: Frames): Promise<void> {
    this.#last = this.#last.then(() => this.#socket.send(frames)).catch(() => {});
    return this.#last;
  }
}

export interface Sockets {
  shell: Router;
  control: Router;
  stdin: Router;
  iopub: Publisher;
  heartbeat: Reply;
  close(): void;
}

/** Binds the five sockets of a kernel. Nothing that was sent is dropped: their queues have no bound. */
export async function bindSockets(connection: Connection): Promise<Sockets> {
  const unbounded = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 2_000 };
  const sockets = {
    shell: new Router(unbounded),
    control: new Router(unbounded),
    stdin: new Router(unbounded),
    iopub: new Publisher({ sendHighWaterMark: 0, linger: 2_000 }),
    heartbeat: new Reply({ linger: 0 }),
  };
  const { transport, ip } = connection;
  const separator = transport === "ipc" ? "-" : ":";
  const bind = (socket: { bind(address: string): Promise<void> }, port: number): Promise<void> =>
    socket.bind(`${transport}://${ip}${separator}${port}`);
  await Promise.all([
    bind(sockets.shell, connection.shell_port),
    bind(sockets.control, connection.control_port),
    bind(sockets.stdin, connection.stdin_port),
    bind(sockets.iopub, connection.iopub_port),
    bind(sockets.heartbeat, connection.hb_port),
  ]);
  return {
    ...sockets,
    close() {
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}
