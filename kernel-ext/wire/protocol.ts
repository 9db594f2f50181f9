/** What the main thread, which runs cells, and the wire thread, which owns the sockets, say to each other. */

export interface Connection {
  transport: string;
  ip: string;
  key: string;
  signature_scheme: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

export type Content = Record<string, unknown>;

/** From the wire thread. */
export type ToMain =
  | {
      kind: "request";
      id: number;
      header: Header;
      content: Content;
      metadata: Content;
      buffers: Uint8Array[];
    }
  | { kind: "interrupt" }
  | { kind: "shutdown" };

/** From the main thread. Contents travel as JSON text, which is what the wire sends. */
export type ToWire =
  | { kind: "publish"; type: string; parent: Header | undefined; content: string; buffers?: Uint8Array[] }
  | { kind: "stream"; name: "stdout" | "stderr"; parent: Header | undefined; text: string }
  | { kind: "reply"; id: number; type: string; content: string; failed: boolean }
  | { kind: "input"; id: number; content: string };

/** Slots of the shared Int32Array. */
export const slot = {
  /** Interrupts asked for, and answered by the main thread. */
  interrupts: 0,
  answered: 1,
  /** Above 0 while the kernel itself works (starts, compiles), when its stack must not be cut. */
  guarded: 2,
  /** 0 while `prompt` waits, else 1 (answered) or 2 (interrupted). */
  input: 3,
  inputLength: 4,
  /** Characters of output that the main thread has posted and the wire has not yet sent. */
  backlog: 5,
} as const;

/** Bytes for the answer to a prompt, behind the slots. */
export const inputBytes = 65_536;

export interface Shared {
  slots: Int32Array;
  input: Uint8Array;
}

export function createShared(): Shared {
  return {
    slots: new Int32Array(new SharedArrayBuffer(64)),
    input: new Uint8Array(new SharedArrayBuffer(inputBytes)),
  };
}
