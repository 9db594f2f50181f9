import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { skipAbsent } from "./needs.js";
import { readNotebook } from "./read.js";

const limits = { timeout: 600, notebookTimeout: 1_800 };

/**
 * Executes a notebook in its real kernel, as `txlab test` does, but leaves out the cells whose data are absent.
 * Resolves to the execution: { status: "ok", … } or what failed, in which cell.
 */
export async function executeNotebook(notebook, { python, env }, { output, onEvent } = {}) {
  // Built code, so it is not there before set-up.
  const { executeNotebook: execute } = await import("#kernel-ext/testing/execute.js");
  const options = { python, env, output, onEvent, ...limits };
  const whole = readNotebook(notebook);
  const runnable = skipAbsent(whole);
  if (runnable === whole) return execute(notebook, options);
  const folder = mkdtempSync(join(tmpdir(), "txlab-execute-"));
  try {
    const copy = join(folder, basename(notebook));
    writeFileSync(copy, JSON.stringify(runnable));
    return await execute(copy, { ...options, folder: dirname(notebook) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What failed, for a person: the cell, the error and its traceback. */
export function failureText({ status, index, name, message, traceback = "" }) {
  const place = typeof index === "number" ? `in cell ${index + 1}` : "before its first cell";
  return `${status} ${place}: ${[name, message].filter(Boolean).join(": ")}\n${traceback}`.trimEnd();
}
