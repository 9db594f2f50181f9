import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Request, Subscriber } from "zeromq";
import { kernelspec } from "#kernel-ext/kernelspec.js";

/** A Jupyter client of our own: no Python between the test and the kernel. */
export interface Received {
  channel: string;
  type: string;
  header: Record<string, string>;
  parent: Record<string, string>;
  content: Record<string, unknown>;
}

export type Content = Record<string, unknown>;

const delimiter = "<IDS|MSG>";

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export class Client {
  readonly process: ChildProcess;
  readonly key: string;
  readonly session: string = randomUUID();
  readonly received: Received[] = [];
  readonly exited: Promise<number | null>;
  stderr = "";
  readonly #sockets: { shell: Dealer; control: Dealer; stdin: Dealer; iopub: Subscriber; heartbeat: Request };
  readonly #waiting = new Set<() => void>();

  constructor(child: ChildProcess, key: string, sockets: Client["sockets"]) {
    this.process = child;
    this.key = key;
    this.#sockets = sockets;
    this.exited = new Promise((resolve) => child.on("exit", resolve));
    child.stderr?.on("data", (text) => {
      this.stderr += text;
    });
    for (const channel of ["shell", "control", "stdin", "iopub"] as const) void this.#listen(channel);
  }

  get sockets(): {
    shell: Dealer;
    control: Dealer;
    stdin: Dealer;
    iopub: Subscriber;
    heartbeat: Request;
  } {
    return this.#sockets;
  }

  static async start(folder: string = mkdtempSync(join(tmpdir(), "txlab-client-"))): Promise<Client> {
    const key = randomUUID();
    const [shell, iopub, stdin, control, hb] = await freePorts(5);
    const file = join(folder, "connection.json");
    const ports = {
      shell_port: shell,
      iopub_port: iopub,
      stdin_port: stdin,
      control_port: control,
      hb_port: hb,
    };
    const connection = { transport: "tcp", ip: "127.0.0.1", key, signature_scheme: "hmac-sha256", ...ports };
    writeFileSync(file, JSON.stringify(connection));
    const { argv } = kernelspec() as { argv: string[] };
    const [command, ...args] = argv.map((part) => part.replace("{connection_file}", file));
    const child = spawn(command!, args, {
      cwd: folder,
      env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const routingId = randomUUID();
    const sockets = {
      shell: new Dealer({ routingId }),
      control: new Dealer({ routingId }),
      stdin: new Dealer({ routingId }),
      iopub: new Subscriber(),
      heartbeat: new Request(),
    };
    sockets.iopub.receiveHighWaterMark = 0;
    sockets.iopub.subscribe();
    sockets.shell.connect(`tcp://127.0.0.1:${shell}`);
    sockets.control.connect(`tcp://127.0.0.1:${control}`);
    sockets.stdin.connect(`tcp://127.0.0.1:${stdin}`);
    sockets.iopub.connect(`tcp://127.0.0.1:${iopub}`);
    sockets.heartbeat.connect(`tcp://127.0.0.1:${hb}`);
    const client = new Client(child, key, sockets);
    await client.#subscribed();
    return client;
  }

  /** A publisher drops what it sends before a subscription arrives: asks until an answer is published. */
  async #subscribed(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const id = await this.send("shell", "kernel_info_request", {});
      await this.reply(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (this.published(id).some(({ content }) => content.execution_state === "idle")) return;
    }
    throw new Error("the kernel published nothing");
  }

  async #listen(channel: "shell" | "control" | "stdin" | "iopub"): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      const at = frames.findIndex((frame) => frame.toString() === delimiter);
      const signature = frames[at + 1]!.toString();
      const parts = frames.slice(at + 2, at + 6);
      if (this.sign(parts) !== signature) throw new Error("the kernel signed wrongly");
      const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()));
      this.received.push({ channel, type: header.msg_type, header, parent, content });
      for (const wake of this.#waiting) wake();
    }
  }

  sign(parts: readonly (string | Buffer)[]): string {
    const hash = createHmac("sha256", this.key);
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  }

  /** Sends a message; returns its id. */
  async send(
    channel: "shell" | "control" | "stdin",
    type: string,
    content: Content,
    signature?: string,
  ): Promise<string> {
    const id = randomUUID();
    const date = new Date().toISOString();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.session,
      username: "test",
      date,
      version: "5.3",
    };
    const parts = [JSON.stringify(header), "{}", "{}", JSON.stringify(content)];
    await this.#sockets[channel].send([delimiter, signature ?? this.sign(parts), ...parts]);
    return id;
  }

  execute(code: string, more: Content = {}): Promise<string> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    return this.send("shell", "execute_request", { ...content, stop_on_error: true, ...more });
  }

  /** The first message that `wanted` accepts, past or to come. */
  async find(wanted: (message: Received) => boolean, seconds = 30): Promise<Received> {
    const until = Date.now() + seconds * 1_000;
    for (;;) {
      const found = this.received.find(wanted);
      if (found) return found;
      const left = until - Date.now();
      if (left <= 0) throw new Error(`nothing came within ${seconds} s; the kernel said: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.#waiting.add(wake);
      });
    }
  }

  reply(id: string, seconds = 30): Promise<Received> {
    return this.find(
      ({ channel, parent }) => channel !== "iopub" && channel !== "stdin" && parent.msg_id === id,
      seconds,
    );
  }

  /** What was published for a request, complete once it is idle. */
  async all(id: string): Promise<Received[]> {
    await this.find(
      ({ channel, type, parent, content }) =>
        channel === "iopub" &&
        type === "status" &&
        parent.msg_id === id &&
        content.execution_state === "idle",
    );
    return this.published(id);
  }

  published(id: string): Received[] {
    return this.received.filter(({ channel, parent }) => channel === "iopub" && parent.msg_id === id);
  }

  async run(code: string, more: Content = {}): Promise<{ reply: Content; messages: Received[] }> {
    const id = await this.execute(code, more);
    const [{ content }, messages] = await Promise.all([this.reply(id), this.all(id)]);
    return { reply: content, messages };
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
    this.process.kill("SIGKILL");
  }
}
