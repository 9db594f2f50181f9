import { readFileSync } from "node:fs";
import { kernelInfo } from "./info.js";
import { runtimeDeclarations } from "./runtime-declarations.js";
import { openWire } from "./wire/client.js";
import { type Connection, slot, type ToMain } from "./wire/protocol.js";

/** The kernel's process: `node --no-force-async-hooks-checks main.js <connection file>`. */
process.on("SIGINT", () => {});
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") process.stderr.write(`${warning.name}: ${warning.message}\n`);
});
const early: ToMain[] = [];
let receive = (message: ToMain): void => void early.push(message);
const connection: Connection = JSON.parse(readFileSync(process.argv[2]!, "utf8"));
const wire = openWire(connection, kernelInfo(), (message) => receive(message));
const exit = process.exit.bind(process);
Atomics.add(wire.shared.slots, slot.guarded, 1);

const { Session } = await import("./session.js");
const session = new Session(wire, process.cwd(), runtimeDeclarations());
session.output.capture();
Object.assign(globalThis, {
  [Symbol.for("txlab.show")]: (value: unknown) => session.show(value),
  prompt: (message = "", initial = "") => session.output.ask(`${message} `, false) || initial || null,
  confirm: (message = "") => /^y(es)?$/i.test(session.output.ask(`${message} [y/N] `, false)),
});
process.exit = (code) => {
  throw new Error(
    `process.exit(${code ?? ""}) was called: a cell cannot end the kernel. Restart it from Jupyter's menu.`,
  );
};
process.on("uncaughtException", (error) => session.stray(error));
process.on("unhandledRejection", (reason) => session.stray(reason));

receive = (message) => {
  if (message.kind === "shutdown") exit(0);
  if (message.kind === "request") void session.handle(message);
  if (message.kind === "interrupt") {
    session.interrupt();
    const { slots } = wire.shared;
    Atomics.store(slots, slot.answered, Atomics.load(slots, slot.interrupts));
  }
};
for (const message of early) receive(message);
setImmediate(() => {
  session.warm();
  Atomics.sub(wire.shared.slots, slot.guarded, 1);
});
