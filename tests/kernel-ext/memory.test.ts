import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const built = new URL("../../dist/kernel-ext/", import.meta.url);
const script = `
import { CellRunner } from "${new URL("cell/runner.js", built)}";
import { runtimeDeclarations } from "${new URL("runtime-declarations.js", built)}";
import { startTslab } from "${new URL("tslab.js", built)}";
const runner = new CellRunner(startTslab(runtimeDeclarations()), process.cwd(), () => {});
const heap = () => { gc(); return process.memoryUsage().heapUsed; };
async function cells(from, to) {
  for (let at = from; at < to; at++) {
    const cell = runner.compile(\`const value = Float64Array.of(\${at}); value[0]\`, String(at));
    await cell.run();
    cell.finish();
  }
  return heap();
}
const early = await cells(0, 40);
console.log(((await cells(40, 160)) - early) / 120 / 1024);
`;

test("a cell that ran leaves little behind: under 40 kB, its source and source map among them", () => {
  const folder = mkdtempSync(join(tmpdir(), "txlab-memory-"));
  writeFileSync(join(folder, "cells.mjs"), script);
  const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", "cells.mjs"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(Number(stdout.trim().split("\n").at(-1))).toBeLessThan(40);
});
