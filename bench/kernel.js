// node bench/kernel.js: how soon the kernel is ready, its first import of txlab/causal, and a trivial cell, beside stock tslab.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer } from "zeromq";

const root = fileURLToPath(new URL("..", import.meta.url));
// With `--memory`: one kernel, a thousand cells, and how its resident size grows.
const memory = process.argv.includes("--memory");
const rounds = memory ? 1 : 5;
const cells = memory ? 1_000 : 30;
const tslabBin = createRequire(import.meta.url)
  .resolve("tslab/package.json")
  .replace(/package\.json$/, "bin/tslab");
const kernels = {
  txlab: (file) => ["--no-force-async-hooks-checks", join(root, "dist/kernel-ext/main.js"), file],
  tslab: (file) => [tslabBin, "kernel", "--config-path", file],
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
    // Stock tslab leaves a fifth of a second of requests unexecuted after an error.
    if (imported.status !== "ok") await new Promise((resolve) => setTimeout(resolve, 500));
    const trivial = [];
    let half = null;
    for (let at = 0; at < cells; at++) {
      const name = `value${at % 50}`;
      const { ms, status } = await execute(`const ${name} = ${at}; ${name} + 1`);
      trivial.push(status === "ok" ? ms : null);
      if (at === cells >> 1) half = residentMB(child.pid);
    }
    return {
      ready,
      "first cell, since start": sinceStart,
      "first cell": first.ms,
      "import of txlab/causal": imported.status === "ok" ? imported.ms : null,
      "trivial cell, median": median(trivial),
      ...(memory && { "resident MB, half-way": half, "resident MB, at the end": residentMB(child.pid) }),
    };
  } finally {
    child.kill("SIGKILL");
    socket.close();
  }
}

/** Linux tells; elsewhere it is not known. */
function residentMB(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_024;
  } catch {
    return null;
  }
}

function median(values) {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : known[known.length >> 1];
}

const folder = mkdtempSync(join(tmpdir(), "txlab-bench-kernel-"));
const results = { txlab: [], tslab: [] };
try {
  for (let round = memory ? 1 : 0; round <= rounds; round++) {
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
  task: `kernel: ${step}${step.startsWith("resident") ? "" : ", ms"}`,
  txlab: median(results.txlab.map((result) => result[step])),
  tslab: median(results.tslab.map((result) => result[step])),
}));
const text = (value) => (value === null ? "cannot" : value.toFixed(1)).padStart(10);
for (const { task, txlab, tslab } of rows) {
  console.log(`${task.padEnd(40)} txlab ${text(txlab)}   tslab ${text(tslab)}`);
}
mkdirSync(join(root, "out/bench"), { recursive: true });
writeFileSync(
  join(root, `out/bench/kernel${memory ? "-memory" : ""}.json`),
  `${JSON.stringify({ rounds, cells, rows }, null, 1)}\n`,
);
