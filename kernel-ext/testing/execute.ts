import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** How a notebook ended. */
export interface Execution {
  path: string;
  status: "ok" | "assertion" | "error" | "timeout" | "dead" | "unexecuted" | "empty";
  /** Code cells in the notebook, and those that ran. */
  cells: number;
  ran: { index: number; seconds: number }[];
  seconds: number;
  /** Where and how it failed. */
  index?: number;
  number?: number;
  name?: string;
  message?: string;
  traceback?: string;
}

export interface ExecuteOptions {
  python: string;
  env: NodeJS.ProcessEnv;
  /** Seconds for one cell, and for the notebook. */
  timeout: number;
  notebookTimeout: number;
  /** Where the executed notebook goes. */
  output?: string;
  /** The kernel's working directory. @default the notebook's folder */
  folder?: string;
  /** Hears of each cell as it begins and ends. */
  onEvent?: (event: ExecuteEvent) => void;
}

/** One line of execute.py, which documents them. */
export interface ExecuteEvent {
  event: "start" | "cell" | "done" | "end";
  cells?: number;
  number?: number;
  index?: number;
  seconds?: number;
  status?: Execution["status"];
  name?: string;
  message?: string;
  traceback?: string;
}

const script = fileURLToPath(new URL("../python/execute.py", import.meta.url));
const assertions = /^(AssertionError|CheckError|AssertionError \[ERR_ASSERTION\])$/;

/** Executes a notebook through nbclient in the real kernel. */
export async function executeNotebook(path: string, options: ExecuteOptions): Promise<Execution> {
  const began = performance.now();
  const output = options.output ? ["--output", options.output] : [];
  const folder = options.folder ? ["--folder", options.folder] : [];
  const limits = ["--kernel", "txlab", "--timeout", String(options.timeout)];
  const args = [script, path, ...limits, ...output, ...folder];
  const child = spawn(options.python, args, { env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  const execution: Execution = { path, status: "dead", cells: 0, ran: [], seconds: 0 };
  let complaints = "";
  let late = false;
  child.stderr.on("data", (text) => {
    complaints = (complaints + text).slice(-4_000);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as ExecuteEvent;
    follow(execution, event);
    options.onEvent?.(event);
  });
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 3_000).unref();
  }, options.notebookTimeout * 1_000);
  const problem = await new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", () => resolve(undefined));
  });
  clearTimeout(timer);
  execution.seconds = (performance.now() - began) / 1_000;
  if (late) {
    const message = `the notebook had not ended after ${options.notebookTimeout} seconds`;
    return { ...execution, status: "timeout", name: "NotebookTimeout", message };
  }
  if (execution.status === "dead" && !execution.message) {
    execution.message = problem ?? (complaints.trim() || "the notebook ended without a result");
  }
  return judged(execution);
}

function follow(execution: Execution, event: ExecuteEvent): void {
  if (event.event === "start") execution.cells = event.cells ?? 0;
  if (event.event === "cell") Object.assign(execution, { index: event.index, number: event.number });
  if (event.event === "done") execution.ran.push({ index: event.index!, seconds: event.seconds! });
  if (event.event === "end") {
    const { status, index = execution.index, name, message, traceback } = event;
    Object.assign(execution, { status, index, name, message, traceback });
  }
}

/** A notebook of which nothing ran is no pass, and a failed assertion is told from other errors. */
function judged(execution: Execution): Execution {
  if (execution.status === "ok" && execution.ran.length === 0) {
    return { ...execution, status: "empty", message: "no cell was executed" };
  }
  const asserted = execution.status === "error" && assertions.test(execution.name ?? "");
  return asserted ? { ...execution, status: "assertion" } : execution;
}
