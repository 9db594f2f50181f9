import { stripVTControlCharacters } from "node:util";
import type { Execution } from "./execute.js";

/** The outcomes as JUnit XML: a suite for each notebook, a case for each code cell. */
export function junit(executions: readonly Execution[]): string {
  const suites = executions.map(suite).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`;
}

function suite(execution: Execution): string {
  const { path, cells, ran, seconds, status } = execution;
  const failed = status !== "ok";
  const skipped = Math.max(0, cells - ran.length);
  const cases = ran
    .filter(({ index }) => !failed || index !== execution.index)
    .map(
      ({ index, seconds: time }) =>
        `    <testcase classname="${xml(path)}" name="cell ${index + 1}" time="${time}"/>\n`,
    );
  if (failed) cases.push(failure(execution));
  const counts = `tests="${cases.length}" failures="${failed ? 1 : 0}" skipped="${skipped}"`;
  return `  <testsuite name="${xml(path)}" ${counts} time="${seconds.toFixed(3)}">\n${cases.join("")}  </testsuite>\n`;
}

function failure({ path, status, index, name, message, traceback }: Execution): string {
  const cell = index === undefined ? "notebook" : `cell ${index + 1}`;
  const kind = status === "error" || status === "assertion" ? (name ?? status) : status;
  return (
    `    <testcase classname="${xml(path)}" name="${cell}">\n` +
    `      <failure type="${xml(kind)}" message="${xml(message ?? status)}">${xml(traceback ?? "")}</failure>\n` +
    `    </testcase>\n`
  );
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text in XML, without the control characters that XML 1.0 forbids. */
function xml(text: string): string {
  return Array.from(stripVTControlCharacters(text))
    .filter((character) => character >= " " || character === "\n" || character === "\t")
    .join("")
    .replace(/[&<>"]/g, (character) => entities[character]!);
}
