import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jupyterEnvironment, python } from "./jupyter.js";

/** What the browser test needs, and why it cannot run where something is missing. */
export const chromium: string | undefined = [
  process.env.TXLAB_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

const hasLab = python !== undefined && spawnSync(python, ["-c", "import jupyterlab"]).status === 0;

export const labMissing: string | undefined = !chromium
  ? "no Chromium was found (apt-get install chromium, or set TXLAB_CHROMIUM)"
  : !hasLab
    ? "no Python with JupyterLab was found (npm run setup makes one)"
    : undefined;
if (labMissing) process.stderr.write(`The JupyterLab test is skipped: ${labMissing}.\n`);

export interface Lab {
  url: string;
  stop(): void;
}

/** Starts JupyterLab on a folder with one notebook of these cells. */
export async function startLab(cells: readonly string[]): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "txlab-lab-test-"));
  writeFileSync(join(folder, "test.ipynb"), JSON.stringify(notebook(cells)));
  const home = join(folder, ".home");
  mkdirSync(home);
  const port = await freePort();
  const flags = [
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    `--port=${port}`,
    "--ip=127.0.0.1",
  ];
  const settings = ["--IdentityProvider.token=test", `--ServerApp.root_dir=${folder}`, "--LabApp.news_url="];
  const server = spawn(
    python!,
    [
      "-m",
      "jupyterlab",
      ...flags,
      ...settings,
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ],
    {
      cwd: folder,
      env: { ...jupyterEnvironment, HOME: home, JUPYTER_CONFIG_DIR: home, JUPYTER_RUNTIME_DIR: home },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  await answers(server, `http://127.0.0.1:${port}/api/status?token=test`);
  return {
    url: `http://127.0.0.1:${port}/lab/tree/test.ipynb?token=test`,
    stop: () => server.kill("SIGTERM"),
  };
}

function notebook(cells: readonly string[]): object {
  return {
    cells: cells.map((source, at) => ({
      cell_type: "code",
      id: `cell-${at}`,
      metadata: {},
      outputs: [],
      execution_count: null,
      source,
    })),
    metadata: { kernelspec: { name: "txlab", display_name: "TypeScript (txlab)", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(server: ChildProcess, url: string): Promise<void> {
  let log = "";
  server.stderr?.on("data", (text) => {
    log += text;
  });
  for (let attempt = 0; attempt < 240; attempt++) {
    if (server.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`JupyterLab did not start:\n${log}`);
}
