// Plants named sabotages, one at a time, in a copy of the built package; each must turn its tests and its notebooks red.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { changes } from "./notebook/compare.js";
import { executeNotebook } from "./notebook/execute.js";
import { readNotebook } from "./notebook/read.js";
import { root } from "./setup/files.js";
import { run } from "./setup/run.js";

const mutants = [
  {
    name: "treatment labels swapped in IPW",
    file: "src/causal/weighting/ipw.js",
    find: "treatment[i] !== group",
    plant: "treatment[i] === group",
    tests: ["tests/causal/compare-estimators.test.ts"],
    notebooks: ["00-tour.ipynb"],
  },
  {
    name: "propensities clipped without a word",
    file: "src/causal/weighting/propensity-score.js",
    find: "nuisance.predict(design), nuisance, learner.name",
    plant: "nuisance.predict(design).map((e) => Math.min(0.8, Math.max(0.2, e))), nuisance, learner.name",
    tests: ["tests/causal/weighting/overlap.test.ts"],
    notebooks: ["00-tour.ipynb"],
  },
  {
    name: "a fold leaked into its own training",
    file: "src/causal/cross-fit.js",
    find: "(each) => each !== k",
    plant: "() => true",
    tests: ["tests/causal/cross-fit.test.ts"],
    notebooks: [],
  },
];

/** Runs every mutant; one that no test or notebook notices counts as failed. */
export async function testMutants({ python, env }, print = console.log) {
  const counts = { passed: 0, failed: 0 };
  for (const mutant of mutants) {
    const unnoticed = await survivors(mutant, { python, env });
    counts[unnoticed.length === 0 ? "passed" : "failed"]++;
    print(`${unnoticed.length === 0 ? "✓ noticed" : "✗ survived"}: ${mutant.name}`);
    for (const each of unnoticed) print(`    ${each} did not notice`);
  }
  return counts;
}

async function survivors(mutant, environment) {
  const copy = mkdtempSync(join(tmpdir(), "txlab-mutant-"));
  try {
    plant(mutant, copy);
    const unnoticed = [];
    for (const test of mutant.tests) {
      if (!(await testFails(test, copy, environment.env))) unnoticed.push(test);
    }
    for (const name of mutant.notebooks) {
      if (!(await notebookFails(name, copy, environment))) unnoticed.push(`notebooks/${name}`);
    }
    return unnoticed;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function plant({ name, file, find, plant: planted }, copy) {
  for (const part of ["dist", "tests", "package.json", "tsconfig.json", "vitest.config.ts"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const path = join(copy, "dist", file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(find)) throw new Error(`the mutant "${name}" finds nothing to change in ${file}`);
  writeFileSync(path, text.replaceAll(find, planted));
}

/** Whether a test ran and failed; one that cannot be loaded has noticed nothing. */
async function testFails(test, copy, env) {
  const report = join(copy, "report.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { output } = await run(
    process.execPath,
    [vitest, "run", test, "--root", copy, "--reporter=json", `--outputFile=${report}`],
    { env },
  );
  const { numFailedTests, numTotalTests } = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : {};
  if (!numTotalTests) throw new Error(`${test} could not be run:\n${output}`);
  return numFailedTests > 0;
}

async function notebookFails(name, copy, { python, env }) {
  const { writeKernelspec } = await import(
    pathToFileURL(join(copy, "dist", "kernel-ext", "kernelspec.js")).href
  );
  writeKernelspec(join(copy, "jupyter", "kernels"));
  const mutated = { ...env, JUPYTER_PATH: [join(copy, "jupyter"), env.JUPYTER_PATH].join(delimiter) };
  const committed = join(root, "notebooks", name);
  const output = join(copy, name);
  const end = await executeNotebook(committed, { python, env: mutated }, { output });
  return (
    ["error", "assertion"].includes(end.status) ||
    changes(readNotebook(committed), readNotebook(output)).length > 0
  );
}
