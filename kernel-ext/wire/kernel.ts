import { Codec, type Message } from "./message.js";
import { type Shared, slot, type ToMain, type ToWire } from "./protocol.js";
import { Outlet, type Sockets } from "./sockets.js";
import { StreamBuffer } from "./stream-buffer.js";

interface Options {
  key: string;
  /** The kernel_info_reply, as JSON text. */
  info: string;
  shared: Shared;
  tell(message: ToMain): void;
  interrupt(): Promise<void>;
}

type Channel = "shell" | "control";

interface Request {
  message: Message;
  channel: Channel;
}

/** The Jupyter protocol: who is busy, who waits, who is aborted, and what is answered without the main thread. */
export class Kernel {
  readonly #sockets: Sockets;
  readonly #options: Options;
  readonly #codec: Codec;
  readonly #out: Record<Channel | "stdin" | "iopub", Outlet>;
  readonly #streams: StreamBuffer;
  readonly #pending = new Map<number, Request>();
  #queue: Message[] = [];
  #executing: number | undefined;
  #lastId = 0;
  #ending = false;

  constructor(sockets: Sockets, options: Options) {
    this.#sockets = sockets;
    this.#options = options;
    this.#codec = new Codec(options.key);
    this.#out = {
      shell: new Outlet(sockets.shell),
      control: new Outlet(sockets.control),
      stdin: new Outlet(sockets.stdin),
      iopub: new Outlet(sockets.iopub),
    };
    this.#streams = new StreamBuffer((name, parent, text) => {
      const content = JSON.stringify({ name, text });
      const sent = this.#out.iopub.send(
        this.#codec.write("stream", parent, content, [Buffer.from(`stream.${name}`)]),
      );
      void sent.then(() => {
        Atomics.sub(options.shared.slots, slot.backlog, text.length);
        Atomics.notify(options.shared.slots, slot.backlog);
      });
    });
  }

  run(): void {
    this.#publish("status", undefined, `{"execution_state":"starting"}`);
    void this.#receive("shell", (message) => this.#shell(message));
    void this.#receive("control", (message) => this.#control(message));
    void this.#receive("stdin", (message) => this.#answer(message));
    void this.#beat();
  }

  fromMain(message: ToWire): void {
    if (message.kind === "stream") {
      this.#streams.add(message.name, message.parent, message.text);
      return;
    }
    this.#streams.flush();
    if (message.kind === "publish") {
      this.#publish(message.type, message.parent, message.content, message.buffers);
    } else if (message.kind === "input") {
      this.#askInput(message.id, message.content);
    } else {
      void this.#reply(message);
    }
  }

  shutDown(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#options.tell({ kind: "shutdown" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 1_500);
  }

  async #beat(): Promise<void> {
    for await (const frames of this.#sockets.heartbeat) await this.#sockets.heartbeat.send(frames);
  }

  async #receive(channel: Channel | "stdin", handle: (message: Message) => void): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      try {
        handle(this.#codec.read(frames));
      } catch (error) {
        process.stderr.write(`txlab kernel: dropped a message on ${channel}: ${(error as Error).message}\n`);
      }
    }
  }

  #shell(message: Message): void {
    const type = message.header.msg_type;
    if (type === "execute_request") {
      this.#queue.push(message);
      this.#next();
    } else if (type === "kernel_info_request") {
      this.#answerInfo(message, "shell");
    } else if (type === "shutdown_request") {
      void this.#shutdownRequest(message, "shell");
    } else {
      this.#dispatch(message, "shell");
    }
  }

  #control(message: Message): void {
    const type = message.header.msg_type;
    if (type === "shutdown_request") void this.#shutdownRequest(message, "control");
    else if (type === "interrupt_request") void this.#interruptRequest(message);
    else if (type === "kernel_info_request") this.#answerInfo(message, "control");
    else this.#dispatch(message, "control");
  }

  #answerInfo(message: Message, channel: Channel): void {
    this.#status("busy", message);
    this.#send(channel, message, "kernel_info_reply", this.#options.info);
    this.#idle(message);
  }

  async #interruptRequest(message: Message): Promise<void> {
    this.#status("busy", message);
    await this.#options.interrupt();
    this.#send("control", message, "interrupt_reply", `{"status":"ok"}`);
    this.#idle(message);
  }

  async #shutdownRequest(message: Message, channel: Channel): Promise<void> {
    const restart = message.content.restart === true;
    const content = JSON.stringify({ status: "ok", restart });
    this.#status("busy", message);
    const answered = this.#send(channel, message, "shutdown_reply", content);
    this.#publish("shutdown_reply", message.header, content);
    await Promise.all([answered, this.#status("idle", message)]);
    this.#sockets.close();
    this.shutDown();
  }

  /** Hands a request to the main thread. */
  #dispatch(message: Message, channel: Channel): number {
    const id = ++this.#lastId;
    this.#pending.set(id, { message, channel });
    this.#status("busy", message);
    const { header, content, metadata, buffers } = message;
    this.#options.tell({ kind: "request", id, header, content, metadata, buffers });
    return id;
  }

  #next(): void {
    if (this.#executing !== undefined) return;
    const message = this.#queue.shift();
    if (message) this.#executing = this.#dispatch(message, "shell");
  }

  /** Answers a request; after a failed cell, aborts those that were already waiting behind it. */
  async #reply(reply: Extract<ToWire, { kind: "reply" }>): Promise<void> {
    const request = this.#pending.get(reply.id);
    if (!request) return;
    this.#pending.delete(reply.id);
    const executed = reply.id === this.#executing;
    const aborted = executed && reply.failed && request.message.content.stop_on_error !== false;
    if (aborted) await this.#drain();
    const waiting = aborted ? this.#queue.splice(0) : [];
    if (reply.type !== "") this.#send(request.channel, request.message, reply.type, reply.content);
    if (executed) this.#executing = undefined;
    this.#idle(request.message);
    for (const message of waiting) {
      this.#status("busy", message);
      this.#send("shell", message, "execute_reply", `{"status":"aborted"}`);
      this.#idle(message);
    }
    this.#next();
  }

  /** Lets the sockets deliver what had arrived before now. */
  async #drain(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  #askInput(id: number, content: string): void {
    const request = this.#pending.get(id);
    if (!request) return;
    const { identities, header } = request.message;
    void this.#out.stdin.send(this.#codec.write("input_request", header, content, identities));
  }

  #answer(message: Message): void {
    if (message.header.msg_type !== "input_reply") return;
    const { slots, input } = this.#options.shared;
    const text = Buffer.from(String(message.content.value ?? "")).subarray(0, input.length);
    input.set(text);
    Atomics.store(slots, slot.inputLength, text.length);
    if (Atomics.compareExchange(slots, slot.input, 0, 1) === 0) Atomics.notify(slots, slot.input);
  }

  #send(channel: Channel, to: Message, type: string, content: string): Promise<void> {
    return this.#out[channel].send(this.#codec.write(type, to.header, content, to.identities));
  }

  #publish(
    type: string,
    parent: Message["header"] | undefined,
    content: string,
    buffers: Uint8Array[] = [],
  ): Promise<void> {
    this.#streams.flush();
    return this.#out.iopub.send(this.#codec.write(type, parent, content, [Buffer.from(type)], buffers));
  }

  #status(state: string, message: Message): Promise<void> {
    return this.#publish("status", message.header, `{"execution_state":"${state}"}`);
  }

  /** Ends a request, and reminds front ends of the cell that still runs. */
  #idle(message: Message): void {
    void this.#status("idle", message);
    const running = this.#executing === undefined ? undefined : this.#pending.get(this.#executing);
    if (running) void this.#status("busy", running.message);
  }
}
