// `npm test`: sets up what is missing, then types, lint, unit, contracts, notebooks and mutants; `node tools/test.js lint unit` runs only these.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testMutants } from "./mutants.js";
import { testNotebooks } from "./notebooks.js";
import { publishedLine } from "./published-line.js";
import { root } from "./setup/files.js";
import { main, run, SetupError } from "./setup/run.js";
import { setup } from "./setup.js";

const parts = ["types", "lint", "unit", "contracts", "notebooks", "mutants"];
const needsJupyter = ["unit", "contracts", "notebooks", "mutants"];

async function test(args) {
  const options = args.filter((arg) => arg.startsWith("--"));
  const named = args.filter((arg) => !arg.startsWith("--"));
  const asked = parts.filter((part) => named.includes(part));
  const chosen = asked.length === 0 ? parts : asked;
  const names = named.filter((name) => !parts.includes(name));
  if (names.length > 0 && chosen.length !== 1)
    throw new SetupError(`Say which of ${parts.join(", ")} has ${names.join(", ")}.`);

  const scratch = mkdtempSync(join(tmpdir(), "txlab-test-"));
  const total = { passed: 0, failed: 0, skipped: 0 };
  const add = (counts) => {
    for (const [key, count] of Object.entries(counts)) total[key] += count;
  };
  try {
    const { python, env } = await setup({
      needs: chosen.some((part) => needsJupyter.includes(part)) ? "jupyter" : "none",
    });
    const environment = { python, env: { ...env, TXLAB_PYTHON: python ?? "", TXLAB_PUBLISHED_LOG: scratch } };
    if (chosen.includes("types")) add(await check("types", types));
    if (chosen.includes("lint")) add(await check("lint", lint));
    if (chosen.includes("unit") || chosen.includes("contracts")) {
      add(await vitest(vitestArguments(chosen, names), environment.env, scratch));
    }
    if (chosen.includes("notebooks")) {
      console.log("\n— notebooks");
      add(await testNotebooks(environment, { names, write: options.includes("--write") }));
    }
    if (chosen.includes("mutants")) {
      console.log("\n— mutants");
      add(await testMutants(environment));
    }
    if (total.passed + total.failed === 0) {
      console.error("No test was executed.");
      total.failed = 1;
    }
    if (chosen.includes("unit")) console.log(`\n${publishedLine(scratch)}`);
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    total.failed++;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed === 0 ? 0 : 1;
}

async function check(name, task) {
  console.log(`\n— ${name}`);
  const passed = await task();
  console.log(passed ? "no complaint" : `${name} failed`);
  return passed ? { passed: 1 } : { failed: 1 };
}

/** Checks tests and benchmarks; src, kernel-ext and data-synth were checked by the build, without which nothing gets here. */
async function types() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = await run(process.execPath, [tsc, "-p", "tests/tsconfig.json"], {
    cwd: root,
    show: true,
  });
  return status === 0;
}

async function lint() {
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const { status } = await run(process.execPath, [biome, "check", "."], { cwd: root, show: true });
  return status === 0;
}

function vitestArguments(chosen, names) {
  if (!chosen.includes("contracts")) return ["--exclude=tests/contracts/**", ...names];
  if (!chosen.includes("unit")) return names.length > 0 ? names : ["tests/contracts"];
  return [];
}

async function vitest(args, env, scratch) {
  console.log("\n— tests");
  const report = join(scratch, "report.json");
  const command = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--passWithNoTests", ...args];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = await run(process.execPath, [...command, ...reporters], { cwd: root, env, show: true });
  const facts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = facts;
  // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
  const unaccounted = status !== 0 && failed === 0 ? 1 : 0;
  return { passed, failed: failed + unaccounted, skipped };
}

main(() => test(process.argv.slice(2)));
