import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeKernelspec } from "#kernel-ext/kernelspec.js";

/** Runs cells through a real Jupyter, from a folder outside the project. */
export interface Executed {
  status: string;
  ename?: string;
  evalue?: string;
  text?: string;
  cells: { count: number | null; outputs: Output[] }[];
}

export interface Output {
  output_type: "stream" | "execute_result" | "display_data" | "error";
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

interface Options {
  allowErrors?: boolean;
  timeout?: number;
  folder?: string;
}

type Cell = string | { source: string; tags: string[] };

const candidates = [process.env.TXLAB_PYTHON, join(import.meta.dirname, "../../.venv/bin/python"), "python3"];

/** A Python with nbclient, or undefined. */
export const python: string | undefined = candidates.find(
  (path) => path && spawnSync(path, ["-c", "import nbclient, jupyter_client"]).status === 0,
);

export const skipReason = "No Python with nbclient was found: set TXLAB_PYTHON, or run npm run setup.";
if (!python) process.stderr.write(`${skipReason}\n`);

export const outside: string = mkdtempSync(join(tmpdir(), "txlab-outside-"));
const jupyterPath = mkdtempSync(join(tmpdir(), "txlab-jupyter-"));
writeKernelspec(join(jupyterPath, "kernels"));
export const jupyterEnvironment: NodeJS.ProcessEnv = { ...process.env, JUPYTER_PATH: jupyterPath };

export async function runCells(cells: readonly Cell[], options: Options = {}): Promise<Executed> {
  const { allowErrors = false, timeout = 60, folder = outside } = options;
  const child = spawn(python!, [join(import.meta.dirname, "execute_cells.py")], { env: jupyterEnvironment });
  const listed = cells.map((cell) => (typeof cell === "string" ? { source: cell } : cell));
  child.stdin.end(JSON.stringify({ cells: listed, allow_errors: allowErrors, timeout, folder }));
  let out = "";
  let err = "";
  child.stdout.on("data", (text) => {
    out += text;
  });
  child.stderr.on("data", (text) => {
    err += text;
  });
  await new Promise((resolve) => child.on("close", resolve));
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`execute_cells.py told nothing:\n${out}\n${err}`);
  }
}

/** The text that a cell printed on one stream. */
export const printed = (cell: Executed["cells"][number], name = "stdout"): string =>
  cell.outputs
    .filter((output) => output.output_type === "stream" && output.name === name)
    .map((output) => output.text)
    .join("");

/** The result of a cell as text. */
export const result = (cell: Executed["cells"][number]): unknown =>
  cell.outputs.find((output) => output.output_type === "execute_result")?.data?.["text/plain"];

export const errorOf = (cell: Executed["cells"][number]): Output | undefined =>
  cell.outputs.find((output) => output.output_type === "error");
