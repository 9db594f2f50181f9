import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../setup/files.js";
import { skipAbsent } from "./needs.js";
import { readNotebook } from "./read.js";

const script = join(root, "kernel-ext", "python", "execute.py");

/**
 * Executes a notebook in its real kernel through kernel-ext/python/execute.py, which documents the events.
 * Cells whose data are absent are left out. Resolves to the "end" event: { status: "ok" } or what failed, in which cell.
 */
export async function executeNotebook(notebook, environment, options = {}) {
  const whole = readNotebook(notebook);
  const runnable = skipAbsent(whole);
  if (runnable === whole) return executeFile(notebook, environment, options);
  const folder = mkdtempSync(join(tmpdir(), "txlab-execute-"));
  try {
    const copy = join(folder, basename(notebook));
    writeFileSync(copy, JSON.stringify(runnable));
    return await executeFile(copy, environment, { ...options, cwd: dirname(notebook) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function executeFile(notebook, { python, env }, { output, onEvent = () => {}, args = [], cwd } = {}) {
  const target = output === undefined ? [] : ["--output", output];
  const from = cwd === undefined ? [] : ["--folder", cwd];
  const child = spawn(python, [script, notebook, ...target, ...from, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let end;
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    if (event.event === "end") end = event;
    onEvent(event);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      if (end) resolve(end);
      else reject(new Error(`execute.py ended without a result:\n${complaints}`));
    });
  });
}

/** What failed, for a person: the cell, the error and its traceback. */
export function failureText(end) {
  const place =
    end.index === null || end.index === undefined ? "before its first cell" : `in cell ${end.index + 1}`;
  return `${end.status} ${place}: ${end.name}: ${end.message}\n${end.traceback}`.trimEnd();
}
