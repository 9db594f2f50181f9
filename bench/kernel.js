// node bench/kernel.js: how soon the kernel is ready, its first import of txlab/causal, and a trivial cell, beside stock tslab.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer } from "zeromq";

const root = fileURLToPath(new URL("..", import.meta.url));
const rounds = 5;
const cells = 30;
const tslab = createRequire(import.meta.url)
  .resolve("tslab/package.json")
  .replace(/package\.json$/, "bin/tslab");
const kernels = {
  txlab: (file) => ["--no-force-async-hooks-checks", join(root, "dist/kernel-ext/main.js"), file],
  tslab: (file) => [tslab, "kernel", "--config-path", file],
};

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const listen = (server) =>
    new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  const ports = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** One kernel from its start to its end: milliseconds of each step. */
async function measure(argv, folder) {
  const key = randomUUID();
  const [shell, iopub, stdin, control, hb] = await freePorts(5);
  const ports = {
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
  };
  const file = join(folder, `${randomUUID()}.json`);
  const connection = { transport: "tcp", ip: "127.0.0.1", key, signature_scheme: "hmac-sha256", ...ports };
  writeFileSync(file, JSON.stringify(connection));

  const began = performance.now();
  const child = spawn(process.execPath, argv(file), { cwd: folder, stdio: "ignore" });
  const socket = new Dealer({ linger: 0 });
  socket.connect(`tcp://127.0.0.1:${shell}`);
  const request = async (type, content) => {
    const id = randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: "bench",
      username: "bench",
      date: "",
      version: "5.3",
    };
    const parts = [JSON.stringify(header), "{}", "{}", JSON.stringify(content)];
    const hash = createHmac("sha256", key);
    for (const part of parts) hash.update(part);
    await socket.send(["<IDS|MSG>", hash.digest("hex"), ...parts]);
    const frames = (await socket.receive()).map(String);
    return JSON.parse(frames[frames.indexOf("<IDS|MSG>") + 5]);
  };
  const execute = async (code) => {
    const from = performance.now();
    const { status } = await request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    });
    return { ms: performance.now() - from, status };
  };
  try {
    await request("kernel_info_request", {});
    const ready = performance.now() - began;
    const first = await execute("1");
    const sinceStart = performance.now() - began;
    const imported = await execute(`import { aipw } from "txlab/causal"; typeof aipw`);
    const trivial = [];
    for (let at = 0; at < cells; at++)
      trivial.push((await execute(`const value${at} = ${at}; value${at} + 1`)).ms);
    return {
      ready,
      "first cell, since start": sinceStart,
      "first cell": first.ms,
      "import of txlab/causal": imported.status === "ok" ? imported.ms : null,
      "trivial cell, median": median(trivial),
    };
  } finally {
    child.kill("SIGKILL");
    socket.close();
  }
}

function median(values) {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : known[known.length >> 1];
}

const folder = mkdtempSync(join(tmpdir(), "txlab-bench-kernel-"));
const results = { txlab: [], tslab: [] };
try {
  for (let round = 0; round <= rounds; round++) {
    for (const [name, argv] of Object.entries(kernels)) {
      const result = await measure(argv, folder);
      // The first round warms the file cache.
      if (round > 0) results[name].push(result);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const rows = Object.keys(results.txlab[0]).map((step) => ({
  task: `kernel: ${step}`,
  txlabMs: median(results.txlab.map((result) => result[step])),
  tslabMs: median(results.tslab.map((result) => result[step])),
}));
const text = (ms) => (ms === null ? "cannot" : `${ms.toFixed(1)} ms`).padStart(12);
for (const { task, txlabMs, tslabMs } of rows) {
  console.log(`${task.padEnd(36)} txlab ${text(txlabMs)}   tslab ${text(tslabMs)}`);
}
mkdirSync(join(root, "out/bench"), { recursive: true });
writeFileSync(join(root, "out/bench/kernel.json"), `${JSON.stringify({ rounds, cells, rows }, null, 1)}\n`);
