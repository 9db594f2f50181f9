import { inspect } from "node:util";
import type { Origins } from "./origins.js";
import { withoutBoxes } from "./rewrite.js";
import { shownPath } from "./shown-path.js";

/** What Jupyter is told of an error. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

interface Frame {
  name: string;
  file: string;
  line: number;
  column: number;
}

const framePattern =
  /^\s+at (?:(.*?) \()?((?:cell\[[^\]]+\]|(?:file:\/\/)?\/.*?|[A-Za-z]:[\\/].*?|node:[^:]+)):(\d+):(\d+)\)?$/;
export const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
export const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

/** Tells of anything that was thrown: frames of cells by cell and line, with the lines around the innermost. */
export function describeThrown(thrown: unknown, origins: Origins): Failure {
  if (!isError(thrown)) {
    const evalue = inspect(thrown, { depth: 2, breakLength: 100 });
    return { ename: "Thrown", evalue, traceback: [`${red(bold("Thrown"))}: ${evalue} (not an Error)`] };
  }
  const ename = String(thrown.name || "Error");
  const evalue = withoutBoxes(String(thrown.message));
  const frames = ownFrames(String(thrown.stack ?? ""), origins);
  const traceback = [`${red(bold(ename))}: ${evalue}`, ...frames.map((frame) => frame.text)];
  const excerpt = frames.find((frame) => frame.excerpt)?.excerpt;
  if (excerpt) traceback.splice(1, 0, excerpt);
  for (const inner of causes(thrown)) {
    const told = describeThrown(inner, origins);
    traceback.push("", `caused by ${told.traceback[0]}`, ...told.traceback.slice(1));
  }
  return { ename, evalue, traceback };
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function causes(error: Error): unknown[] {
  const list = error instanceof AggregateError ? error.errors.slice(0, 5) : [];
  return error.cause === undefined ? list : [error.cause, ...list];
}

interface ToldFrame {
  text: string;
  excerpt?: string;
}

/** The frames that a person can act on: those of cells and local files, and at most three of packages. */
function ownFrames(stack: string, origins: Origins): ToldFrame[] {
  const told: ToldFrame[] = [];
  let foreign = 0;
  for (const line of stack.split("\n")) {
    const frame = parseFrame(line);
    if (!frame || frame.file.startsWith("node:") || isKernelFile(frame.file)) continue;
    const origin = origins.get(frame.file);
    if (!origin) {
      if (++foreign <= 3)
        told.push({ text: `    at ${label(frame)}${shownPath(frame.file)}:${frame.line}:${frame.column}` });
      continue;
    }
    const place = origin.place(frame.line, frame.column);
    if (!place) continue;
    const where = `${frame.file.replace("cell", "cell ")}, line ${place.line}, column ${place.column}`;
    told.push({
      text: `    at ${label(frame)}${where}`,
      excerpt: excerptOf(origin.source, place.line, place.column),
    });
  }
  return told;
}

const label = ({ name }: Frame): string => (name ? `${withoutBoxes(name)} in ` : "");

const isKernelFile = (file: string): boolean => file.includes("/kernel-ext/");

function parseFrame(line: string): Frame | undefined {
  const found = framePattern.exec(line);
  if (!found) return undefined;
  const [, name = "", file, row, column] = found;
  const shown = name.replace(/^async /, "").replace(/^(Object|Box)\./, "");
  return {
    name: /eval|<anonymous>/.test(shown) ? "" : shown,
    file: file!,
    line: Number(row),
    column: Number(column),
  };
}

/** A line of source with its neighbours and a mark under the column. */
export function excerptOf(source: string, line: number, column: number): string {
  const lines = source.split("\n");
  const from = Math.max(1, line - 2);
  const to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const shown: string[] = [];
  for (let at = from; at <= to; at++) {
    const text = lines[at - 1]!;
    shown.push(
      `${at === line ? ">" : " "} ${String(at).padStart(width)} | ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`,
    );
    if (at === line && column <= 160) shown.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return shown.join("\n");
}
