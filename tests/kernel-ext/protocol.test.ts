import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kernelspec } from "#kernel-ext/kernelspec.js";
import { Client, type Received } from "./client.js";

const types = (messages: readonly Received[]): string[] => messages.map(({ type }) => type);
const of = (messages: readonly Received[], type: string): Received["content"] | undefined =>
  messages.find((message) => message.type === type)?.content;

let client: Client;
beforeAll(async () => {
  client = await Client.start();
});
afterAll(() => client.close());

describe("the protocol", () => {
  test("the heartbeat echoes", async () => {
    await client.sockets.heartbeat.send("ping");
    expect(String((await client.sockets.heartbeat.receive())[0])).toBe("ping");
  });

  test.each(["shell", "control"] as const)("kernel_info is answered on %s", async (channel) => {
    const { type, content } = await client.reply(await client.send(channel, "kernel_info_request", {}));
    expect(type).toBe("kernel_info_reply");
    expect(content).toMatchObject({
      status: "ok",
      protocol_version: "5.3",
      implementation: "txlab",
      language_info: { name: "typescript", file_extension: ".ts" },
    });
  });

  test("a request is busy, then idle, and all of it names its parent", async () => {
    const id = await client.execute(`console.log("hello"); 6 * 7`);
    const reply = await client.reply(id);
    const messages = await client.all(id);
    expect(types(messages)).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
    expect(messages[0]!.content).toEqual({ execution_state: "busy" });
    expect(messages[1]!.content).toMatchObject({ code: `console.log("hello"); 6 * 7` });
    expect(messages[2]!.content).toEqual({ name: "stdout", text: "hello\n" });
    expect(messages[3]!.content).toMatchObject({ data: { "text/plain": "42" }, metadata: {} });
    for (const { parent, header } of [reply, ...messages]) {
      expect(parent).toMatchObject({ msg_id: id, session: client.session });
      expect(header.msg_id).not.toBe(id);
    }
    expect(reply.content).toMatchObject({ status: "ok", user_expressions: {}, payload: [] });
    expect(reply.content.execution_count).toBe(messages[3]!.content.execution_count);
  });

  test("the count goes up by one, and not for silent cells or those left out of history", async () => {
    const first = (await client.run("1")).reply.execution_count as number;
    const silent = await client.run("console.log(1); 2", { silent: true });
    expect(types(silent.messages)).not.toContain("execute_result");
    expect(types(silent.messages)).not.toContain("execute_input");
    await client.run("3", { store_history: false });
    expect((await client.run("4")).reply.execution_count).toBe(first + 1);
  });

  test("an error is published and replied, with a traceback", async () => {
    const { reply, messages } = await client.run(`throw new RangeError("out of range")`);
    expect(of(messages, "error")).toMatchObject({ ename: "RangeError", evalue: "out of range" });
    expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "out of range" });
    expect(reply.traceback).toEqual(of(messages, "error")?.traceback);
  });

  test("after an error what was queued is aborted, and what comes later runs", async () => {
    const ids = [
      await client.execute(`await new Promise((done) => setTimeout(done, 150)); throw new Error("stop")`),
      await client.execute("1"),
      await client.execute("2"),
    ];
    const replies = await Promise.all(ids.map((id) => client.reply(id)));
    expect(replies.map(({ content }) => content.status)).toEqual(["error", "aborted", "aborted"]);
    expect(types(await client.all(ids[1]!))).toEqual(["status", "status"]);
    expect((await client.run("3")).reply.status).toBe("ok");
  });

  test("what was queued behind a blocking cell is aborted too", async () => {
    const ids = [
      await client.execute(
        `const until = Date.now() + 200; while (Date.now() < until); throw new Error("stop")`,
      ),
      await client.execute("1"),
    ];
    const replies = await Promise.all(ids.map((id) => client.reply(id)));
    expect(replies.map(({ content }) => content.status)).toEqual(["error", "aborted"]);
  });

  test("without stop_on_error the queue goes on", async () => {
    const more = { stop_on_error: false };
    const ids = [
      await client.execute(
        `await new Promise((done) => setTimeout(done, 50)); throw new Error("go on")`,
        more,
      ),
      await client.execute("1"),
    ];
    const replies = await Promise.all(ids.map((id) => client.reply(id)));
    expect(replies.map(({ content }) => content.status)).toEqual(["error", "ok"]);
  });

  test("user_expressions are evaluated, errors among them", async () => {
    const { reply } = await client.run("const years = 3", {
      user_expressions: { good: "years * 2", bad: "nowhere + 1" },
    });
    expect(reply.user_expressions).toMatchObject({
      good: { status: "ok", data: { "text/plain": "6" } },
      bad: { status: "error" },
    });
  });

  test("a completion tells what to replace", async () => {
    const code = "const patients = [1]; patients.ma";
    const { type, content } = await client.reply(
      await client.send("shell", "complete_request", { code, cursor_pos: code.length }),
    );
    expect(type).toBe("complete_reply");
    expect(content).toMatchObject({ status: "ok", cursor_start: code.length - 2, cursor_end: code.length });
    expect(content.matches).toContain("map");
  });

  test("an inspection shows the type and the documentation", async () => {
    const code = "Math.sqrt";
    const { type, content } = await client.reply(
      await client.send("shell", "inspect_request", { code, cursor_pos: code.length, detail_level: 0 }),
    );
    expect(type).toBe("inspect_reply");
    expect(content).toMatchObject({ status: "ok", found: true });
    expect((content.data as Record<string, string>)["text/plain"]).toContain("sqrt(x: number): number");
    const nothing = await client.reply(
      await client.send("shell", "inspect_request", { code: " ", cursor_pos: 0, detail_level: 0 }),
    );
    expect(nothing.content).toMatchObject({ status: "ok", found: false });
  });

  test.each([
    ["complete", "const a = 1"],
    ["incomplete", "function f() {"],
    ["incomplete", "[1, 2,"],
    ["invalid", "const const = 1)"],
  ])("code is %s: %s", async (status, code) => {
    const { type, content } = await client.reply(await client.send("shell", "is_complete_request", { code }));
    expect(type).toBe("is_complete_reply");
    expect(content.status).toBe(status);
  });

  test("history gives what was run, the latest last", async () => {
    await client.run(`"remember me"`);
    const asked = { output: false, raw: true, hist_access_type: "tail", n: 1 };
    const { type, content } = await client.reply(await client.send("shell", "history_request", asked));
    expect(type).toBe("history_reply");
    expect((content.history as unknown[][])[0]![2]).toBe(`"remember me"`);
    const search = { output: false, raw: true, hist_access_type: "search", n: 5, pattern: "*remember*" };
    const found = await client.reply(await client.send("shell", "history_request", search));
    expect((found.content.history as unknown[][]).length).toBeGreaterThan(0);
  });

  test("comm_info lists no comm, and one that is opened without a target is closed", async () => {
    const { type, content } = await client.reply(
      await client.send("shell", "comm_info_request", { target_name: "jupyter.widget" }),
    );
    expect(type).toBe("comm_info_reply");
    expect(content).toMatchObject({ status: "ok", comms: {} });
    const id = await client.send("shell", "comm_open", { comm_id: "one", target_name: "nobody", data: {} });
    const messages = await client.all(id);
    expect(of(messages, "comm_close")).toMatchObject({ comm_id: "one" });
  });

  test("a display is shown and updated in place", async () => {
    const { messages } = await client.run(
      `import { progress } from "txlab";\nfor (const i of progress(3, "rounds")) await new Promise((done) => setTimeout(done, 120));`,
    );
    const shown = messages.filter(({ type }) => type === "display_data");
    const updated = messages.filter(({ type }) => type === "update_display_data");
    expect(shown).toHaveLength(1);
    expect(updated.length).toBeGreaterThan(0);
    const id = (shown[0]!.content.transient as Record<string, string>).display_id;
    expect(
      updated.every(({ content }) => (content.transient as { display_id: string }).display_id === id),
    ).toBe(true);
    expect((updated.at(-1)!.content.data as Record<string, string>)["text/plain"]).toContain("3 of 3");
  });

  test("prompt asks over stdin and blocks until the answer", async () => {
    const id = await client.execute(`prompt("Your name?")`, { allow_stdin: true });
    const asked = await client.find(({ channel, parent }) => channel === "stdin" && parent.msg_id === id);
    expect(asked).toMatchObject({
      type: "input_request",
      content: { prompt: "Your name? ", password: false },
    });
    await client.send("stdin", "input_reply", { status: "ok", value: "Ada é" });
    expect(of(await client.all(id), "execute_result")).toMatchObject({ data: { "text/plain": "'Ada é'" } });
  });

  test("prompt fails where nobody can be asked", async () => {
    const { reply } = await client.run(`prompt("Your name?")`, { allow_stdin: false });
    expect(reply.status).toBe("error");
    expect(reply.evalue).toContain("cannot be asked for input");
  });

  test("the heartbeat and control answer while a cell blocks, and an interrupt ends it", async () => {
    const id = await client.execute("for (;;);");
    await client.find(({ type, parent }) => type === "execute_input" && parent.msg_id === id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client.sockets.heartbeat.send("still there?");
    expect(String((await client.sockets.heartbeat.receive())[0])).toBe("still there?");
    await client.reply(await client.send("control", "kernel_info_request", {}));
    const interrupted = await client.reply(await client.send("control", "interrupt_request", {}));
    expect(interrupted).toMatchObject({ type: "interrupt_reply", content: { status: "ok" } });
    expect((await client.reply(id)).content).toMatchObject({ status: "error", ename: "InterruptedError" });
    expect((await client.run("1 + 1")).reply.status).toBe("ok");
  });
});

describe("what should not happen", () => {
  test.each([
    ["a wrong signature", { signature: "0".repeat(64) }],
    ["no signature", { signature: "" }],
  ])("%s is refused, and the kernel goes on", async (_title, { signature }) => {
    const id = await client.send("shell", "execute_request", { code: `console.log("forged")` }, signature);
    expect((await client.run("5")).reply.status).toBe("ok");
    expect(client.published(id)).toEqual([]);
  });

  test("malformed messages are refused, and the kernel goes on", async () => {
    await client.sockets.shell.send(["nonsense"]);
    await client.sockets.shell.send(["<IDS|MSG>", "x", "y"]);
    const parts = ["{not json", "{}", "{}", "{}"];
    await client.sockets.shell.send(["<IDS|MSG>", client.sign(parts), ...parts]);
    const headless = ["{}", "{}", "{}", "{}"];
    await client.sockets.control.send(["<IDS|MSG>", client.sign(headless), ...headless]);
    expect((await client.run("5")).reply.status).toBe("ok");
  });

  test("an unknown request is idle again, and code that is no text fails", async () => {
    const id = await client.send("shell", "no_such_request", {});
    expect(types(await client.all(id))).toEqual(["status", "status"]);
  });

  test("a loop that prints 20,000 lines loses none and keeps their order", async () => {
    const { messages } = await client.run("for (let i = 0; i < 20_000; i++) console.log(i)");
    const text = messages.filter(({ type }) => type === "stream").map(({ content }) => content.text);
    expect(text.join("")).toBe(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""));
  });

  test("output of 50 MB arrives whole", async () => {
    const { messages, reply } = await client.run(`console.log("x".repeat(50_000_000)); "done"`);
    const length = messages
      .filter(({ type }) => type === "stream")
      .reduce((total, { content }) => total + String(content.text).length, 0);
    expect(length).toBe(50_000_001);
    expect(reply.status).toBe("ok");
  });

  test("bytes that are no text, and text cut between its bytes, are printed", async () => {
    const { messages } = await client.run(
      `process.stdout.write(Buffer.from([0xff, 0x41, 0xc3])); process.stdout.write(Buffer.from([0xa9, 0x0a])); 0`,
    );
    const text = messages.filter(({ type }) => type === "stream").map(({ content }) => content.text);
    expect(text.join("")).toBe("\ufffdAé\n");
  });

  test("process.exit fails its cell and the kernel lives", async () => {
    const { reply } = await client.run("process.exit(0)");
    expect(reply).toMatchObject({ status: "error" });
    expect(reply.evalue).toContain("a cell cannot end the kernel");
    expect((await client.run("1")).reply.status).toBe("ok");
  });

  test.each([
    "Promise",
    "Array",
    "JSON",
    "process",
    "setTimeout",
    "setImmediate",
    "Map",
    "console",
    "Buffer",
  ])("a cell that deletes %s does no harm to the next", async (name) => {
    const { reply } = await client.run(`delete (globalThis as any).${name}; 1`);
    expect(["ok", "error"]).toContain(reply.status);
    const next = await client.run(`typeof ${name}`);
    expect(of(next.messages, "execute_result")).toMatchObject({
      data: { "text/plain": expect.stringMatching(/function|object/) },
    });
    expect((await client.run(`throw new Error("still honest")`)).reply.status).toBe("error");
  });
});

describe("the end", () => {
  test.each([true, false])("a shutdown (restart: %s) is answered and ends the process", async (restart) => {
    const own = await Client.start();
    const reply = await own.reply(await own.send("control", "shutdown_request", { restart }));
    expect(reply).toMatchObject({ type: "shutdown_reply", content: { status: "ok", restart } });
    const ended = own.exited.then(() => "ended");
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 8_000, "late"))])).toBe(
      "ended",
    );
    own.close();
  });

  test("a shutdown ends a kernel whose cell blocks", async () => {
    const own = await Client.start();
    const id = await own.execute("for (;;);");
    await own.find(({ type, parent }) => type === "execute_input" && parent.msg_id === id);
    await own.send("control", "shutdown_request", { restart: false });
    const ended = own.exited.then(() => "ended");
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 8_000, "late"))])).toBe(
      "ended",
    );
    own.close();
  });

  test("a kernel whose Jupyter died without a word ends by itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "txlab-orphan-"));
    const { argv } = kernelspec() as { argv: string[] };
    const ports = { shell_port: 0, iopub_port: 0, stdin_port: 0, control_port: 0, hb_port: 0 };
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", ...ports }));
    const command = JSON.stringify(argv.map((part) => part.replace("{connection_file}", file)));
    const parent = `
      const [command, ...args] = ${command};
      const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
      const child = require("node:child_process").spawn(command, args, { env, stdio: "ignore", detached: true });
      console.log(child.pid);
      setTimeout(() => process.exit(), 1500);`;
    const { stdout } = spawnSync(process.execPath, ["-e", parent], { encoding: "utf8" });
    const runs = (): boolean => {
      try {
        return process.kill(Number(stdout), 0);
      } catch {
        return false;
      }
    };
    await expect.poll(runs, { timeout: 20_000, interval: 200 }).toBe(false);
  });
});
