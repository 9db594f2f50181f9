import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../setup/files.js";

const script = join(root, "kernel-ext", "python", "execute.py");

/**
 * Executes a notebook in its real kernel through kernel-ext/python/execute.py, which documents the events.
 * Resolves to the "end" event: { status: "ok" } or what failed, in which cell.
 */
export function executeNotebook(notebook, { python, env }, { output, onEvent = () => {}, args = [] } = {}) {
  const target = output === undefined ? [] : ["--output", output];
  const child = spawn(python, [script, notebook, ...target, ...args], {
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
