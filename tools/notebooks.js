// Executes the notebooks as tests: `npm run notebooks [-- name…]`; with --write the executed ones replace the committed ones.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { changes } from "./notebook/compare.js";
import { executeNotebook, failureText } from "./notebook/execute.js";
import { blemishes } from "./notebook/hygiene.js";
import { leftOut } from "./notebook/needs.js";
import { readNotebook } from "./notebook/read.js";
import { filesUnder, root, writeWhole } from "./setup/files.js";
import { SetupError } from "./setup/run.js";

const atOnce = 2;

/** Executes every notebook below `folder` whose name contains one of `names`; resolves to the counts. */
export async function testNotebooks(
  environment,
  { folder = join(root, "notebooks"), names = [], write = false, print = console.log } = {},
) {
  const chosen = notebooksIn(folder).filter(
    (path) => names.length === 0 || names.some((name) => path.includes(name)),
  );
  if (chosen.length === 0 && names.length > 0)
    throw new SetupError(`No notebook is named ${names.join(", ")}.`);
  const scratch = mkdtempSync(join(tmpdir(), "txlab-notebooks-"));
  const counts = { passed: 0, failed: 0 };
  const queue = [...chosen];
  async function worker() {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const began = Date.now();
      const problems = await problemsOf(path, environment, { scratch, write });
      counts[problems.length === 0 ? "passed" : "failed"]++;
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      print(`${problems.length === 0 ? "✓" : "✗"} ${relative(root, path)} (${seconds} s)`);
      const missing = leftOut(readNotebook(path));
      if (missing) print(`    ${missing}`);
      for (const problem of problems) print(`    ${problem.replaceAll("\n", "\n    ")}`);
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return counts;
}

async function problemsOf(path, environment, { scratch, write }) {
  const output = join(scratch, basename(path));
  const end = await executeNotebook(path, environment, { output });
  if (end.status !== "ok") return [failureText(end)];
  if (write && leftOut(readNotebook(path))) return [`cannot be written: ${leftOut(readNotebook(path))}`];
  if (write) {
    writeWhole(path, readFileSync(output));
    return [];
  }
  const text = readFileSync(path, "utf8");
  const committed = readNotebook(path);
  return [...blemishes(committed, text), ...changes(committed, readNotebook(output))];
}

function notebooksIn(folder) {
  if (!existsSync(folder)) return [];
  return filesUnder([folder]).filter(
    (path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints"),
  );
}
