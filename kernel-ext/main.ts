import { readFileSync } from "node:fs";
import { kernelInfo } from "./info.js";
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

const { Session } = await import("./session.js");
const session = new Session(wire, process.cwd(), []);
session.output.capture();
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
setImmediate(() => session.warm());
