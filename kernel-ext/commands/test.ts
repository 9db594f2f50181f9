import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeKernelspec } from "../kernelspec.js";
import { type ExecuteOptions, type Execution, executeNotebook } from "../testing/execute.js";
import { junit } from "../testing/junit.js";
import { findNotebooks } from "../testing/notebook.js";
import { findPython } from "../testing/python.js";
import { reportOf } from "../testing/report.js";

const usage = `usage: txlab test NOTEBOOK… [options]

Executes notebooks (folders are searched) as tests, in the real kernel through nbclient. Exits 1 when one fails.

  --jobs N                  notebooks at once (default: half the processors)
  --timeout SECONDS         for one cell (default 300)
  --notebook-timeout SECONDS for one notebook (default 1800)
  --junit FILE              write the outcome as JUnit XML
  --output FOLDER           write the executed notebooks there
  --python PYTHON           the Python that has nbclient
`;

interface Settings {
  notebooks: string[];
  jobs: number;
  timeout: number;
  notebookTimeout: number;
  junit?: string;
  output?: string;
  python?: string;
}

/** Executes notebooks as tests. */
export async function test(args: readonly string[]): Promise<number> {
  const settings = read(args);
  if (typeof settings === "number") return settings;
  const python = findPython(["nbclient", "nbformat", "jupyter_client"], settings.python);
  if (!python) {
    const where = settings.python ? `${settings.python} has` : "No Python was found that has";
    return complain(
      `${where} nbclient. Install it (python3 -m pip install nbclient), or name another with --python.\n`,
    );
  }
  const jupyter = mkdtempSync(join(tmpdir(), "txlab-test-"));
  try {
    writeKernelspec(join(jupyter, "kernels"));
    const path = [jupyter, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
    const executions = await executeAll(settings, { python, env: { ...process.env, JUPYTER_PATH: path } });
    if (settings.junit) writeWhole(settings.junit, junit(executions));
    const passed = executions.filter(({ status }) => status === "ok").length;
    process.stdout.write(`${passed} passed, ${executions.length - passed} failed\n`);
    return passed === executions.length ? 0 : 1;
  } finally {
    rmSync(jupyter, { recursive: true, force: true });
  }
}

function complain(text: string): number {
  process.stderr.write(text);
  return 2;
}

function read(args: readonly string[]): Settings | number {
  const text = { type: "string" } as const;
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        jobs: text,
        timeout: text,
        "notebook-timeout": text,
        junit: text,
        output: text,
        python: text,
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return complain(`${(error as Error).message}\n\n${usage}`);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { found, unknown } = findNotebooks(positionals);
  if (unknown.length > 0) return complain(`There is no notebook or folder ${unknown.join(", ")}.\n`);
  if (found.length === 0) return complain(`No notebook was named or found.\n\n${usage}`);
  const numbers = {
    jobs: Number(values.jobs ?? Math.max(1, availableParallelism() >> 1)),
    timeout: Number(values.timeout ?? 300),
    notebookTimeout: Number(values["notebook-timeout"] ?? 1_800),
  };
  const wrong = Object.entries(numbers).find(([, value]) => !(value > 0));
  if (wrong) return complain(`--${wrong[0]} must be a number greater than 0.\n`);
  const { junit, output, python } = values as Record<string, string | undefined>;
  return {
    notebooks: found,
    ...numbers,
    ...(junit && { junit }),
    ...(output && { output }),
    ...(python && { python }),
  };
}

async function executeAll(
  settings: Settings,
  { python, env }: Pick<ExecuteOptions, "python" | "env">,
): Promise<Execution[]> {
  const { notebooks, timeout, notebookTimeout, output } = settings;
  if (output) mkdirSync(output, { recursive: true });
  const executions: Execution[] = new Array(notebooks.length);
  const queue = [...notebooks.entries()];
  async function worker(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [at, path] = next;
      const target = output ? { output: resolve(output, basename(path)) } : {};
      executions[at] = await executeNotebook(path, { python, env, timeout, notebookTimeout, ...target });
      process.stdout.write(`${reportOf(executions[at])}\n`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.ceil(settings.jobs), notebooks.length) }, worker));
  return executions;
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
