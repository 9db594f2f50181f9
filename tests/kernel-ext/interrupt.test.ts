import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./client.js";

const endless: [string, string][] = [
  ["a loop before any await", "for (;;);"],
  ["a loop after an await", "await new Promise((done) => setTimeout(done, 5)); for (;;);"],
  ["a loop in a microtask", "await null; for (;;);"],
  ["a loop that only awaits", "for (;;) await null;"],
  ["a loop in a timer", "setTimeout(() => { for (;;); }, 5); await new Promise(() => {});"],
  ["a promise that never settles", "await new Promise(() => {});"],
  ["a last expression that never settles", "new Promise(() => {})"],
  ["a loop inside try and finally", "try { for (;;); } finally { for (;;); }"],
  ["waiting for a lock", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
  ["a display that blocks", `({ [Symbol.for("Jupyter.display")]() { for (;;); } })`],
  [
    "an error that blocks when it is told",
    `throw { get [Symbol.for("nodejs.util.inspect.custom")]() { for (;;); } }`,
  ],
  [
    "a bar",
    `import { progress } from "txlab"; for (const i of progress(1e9, "spin")) for (let k = 0; k < 1e5; k++);`,
  ],
  [
    "long work of the library",
    `import { work } from "${new URL("../../dist/src/work.js", import.meta.url)}"; await work("fit", 10, async ({ signal }) => { await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped by its signal")))); });`,
  ],
];

let client: Client;
beforeAll(async () => {
  client = await Client.start();
  await client.run("1");
});
afterAll(() => client.close());

const started = async (id: string): Promise<void> => {
  await client.find(({ type, parent }) => type === "execute_input" && parent.msg_id === id);
  await new Promise((resolve) => setTimeout(resolve, 400));
};

describe.each([
  ["by message", () => client.send("control", "interrupt_request", {})],
  ["by signal", () => client.process.kill("SIGINT")],
] as const)("an interrupt %s", (_mode, interrupt) => {
  test.each(endless)("ends %s, and the kernel lives on", async (_title, code) => {
    const id = await client.execute(code);
    await started(id);
    await interrupt();
    const { content } = await client.reply(id, 10);
    expect(content.status).toBe("error");
    expect(["InterruptedError", "Error"]).toContain(content.ename);
    const { reply } = await client.run("1 + 1");
    expect(reply.status).toBe("ok");
  });
});

describe("an interrupt", () => {
  test("of an idle kernel does nothing", async () => {
    await client.reply(await client.send("control", "interrupt_request", {}));
    client.process.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await client.run("2")).reply.status).toBe("ok");
  });

  test("leaves what the cell had defined, and stops its loops that wait", async () => {
    const id = await client.execute(
      "let ticks = 0; (async () => { for (;;) { await new Promise((done) => setTimeout(done, 20)); ticks++; } })(); await new Promise(() => {});",
    );
    await started(id);
    await client.send("control", "interrupt_request", {});
    await client.reply(id);
    await client.run("const then = ticks; await new Promise((done) => setTimeout(done, 200));");
    const { messages } = await client.run("ticks - then");
    expect(messages.find(({ type }) => type === "execute_result")?.content).toMatchObject({
      data: { "text/plain": "0" },
    });
  });

  test("while a prompt waits ends the cell", async () => {
    const id = await client.execute(`prompt("Name?")`, { allow_stdin: true });
    await client.find(({ channel, parent }) => channel === "stdin" && parent.msg_id === id);
    await client.send("control", "interrupt_request", {});
    expect((await client.reply(id)).content).toMatchObject({ status: "error", ename: "InterruptedError" });
  });

  test("while the kernel starts ends the first cell", async () => {
    const own = await Client.start();
    const id = await own.execute("for (;;);");
    await own.find(({ type, parent }) => type === "status" && parent.msg_id === id);
    await own.send("control", "interrupt_request", {});
    expect((await own.reply(id)).content).toMatchObject({ status: "error", ename: "InterruptedError" });
    own.close();
  });
});
