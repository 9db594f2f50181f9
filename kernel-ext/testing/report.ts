import type { Execution } from "./execute.js";
import { cellSource } from "./notebook.js";

const words: Record<Execution["status"], string> = {
  ok: "passed",
  assertion: "an assertion failed",
  error: "a cell failed",
  timeout: "timed out",
  dead: "the kernel died",
  unexecuted: "a cell never ran",
  empty: "nothing was executed",
};

const mostLines = 12;

/** One notebook's outcome, as a person reads it: one line when it passed, else the cell, its error and its source. */
export function reportOf(execution: Execution): string {
  const { path, status, ran, cells, seconds } = execution;
  const time = `${seconds.toFixed(1)} s`;
  if (status === "ok") return `✓ ${path} (${ran.length} of ${cells} cells, ${time})`;
  const { number, name, message } = execution;
  const place = number === undefined ? "" : ` in code cell ${number} of ${cells}`;
  const headline = `✗ ${path}: ${words[status]}${place} (${time})`;
  const said = execution.traceback?.trim() || [name, message].filter(Boolean).join(": ");
  const error =
    status === "error" || status === "assertion" ? said : [name, message].filter(Boolean).join(": ");
  return [headline, indented(error), excerpt(execution)].filter(Boolean).join("\n");
}

/** The first lines of the cell, unless the error already shows the failing ones. */
function excerpt({ path, status, index, traceback }: Execution): string {
  const shown = (status === "error" || status === "assertion") && / \| /.test(traceback ?? "");
  if (index === undefined || shown) return "";
  const lines = cellSource(path, index).split("\n");
  const cut = lines.length > mostLines ? [...lines.slice(0, mostLines), "…"] : lines;
  return indented(cut.map((line, at) => `${String(at + 1).padStart(3)} | ${line}`).join("\n"));
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
