import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../setup/files.js";
import { comparisons, comparisonTable } from "./estimates.js";
import { executeNotebook, failureText } from "./execute.js";
import { notebookHtml } from "./html.js";
import { leftOut } from "./needs.js";
import { progressLine } from "./progress.js";
import { readNotebook } from "./read.js";

/** Executes `notebook`, and makes of its outputs a report and the table of estimates against the truth. */
export async function runDemo(notebook, environment, folder) {
  const name = basename(notebook, ".ipynb");
  const output = join(folder, `${name}.ipynb`);
  const progress = progressLine(name);
  const end = await executeNotebook(notebook, environment, { output, onEvent: progress.onEvent });
  progress.end();
  const executed = readNotebook(output);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const footer = `txlab ${version} · ${basename(notebook)} · executed on Node ${process.versions.node}`;
  const report = {
    path: join(folder, `${name.replace(/^\d+-/, "")}.html`),
    html: notebookHtml(executed, { footer }),
  };
  const failure = end.status === "ok" ? undefined : failureText(end);
  const missing = leftOut(readNotebook(notebook));
  const text = [await tables(executed), ...(missing ? [missing] : [])].join("\n\n");
  return { report, text, failure, seconds: end.seconds };
}

async function tables(notebook) {
  const { tableText } = await import("txlab/plot");
  const found = comparisons(notebook).map(({ title, rows }) =>
    tableText({ title, ...comparisonTable(rows) }),
  );
  return found.length > 0 ? found.join("\n\n") : "The notebook compares no estimators.";
}
