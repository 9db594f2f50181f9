import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importGraph, readSources, violations } from "./layers.js";

const root = join(import.meta.dirname, "..");
const sources = readSources(
  root,
  ["src", "data-synth", "kernel-ext"].filter((folder) => existsSync(join(root, folder))),
);

describe("the floor plan", () => {
  test("is kept by every import of the sources", () => {
    const edges = importGraph(sources);
    expect(edges.length).toBeGreaterThan(3);
    expect(violations(edges)).toEqual([]);
  });

  test("every imported file exists, so that no edge escapes the check", () => {
    const missing = importGraph(sources).filter(({ to }) => /\.[cm]?ts$/.test(to) && !sources.has(to));
    expect(missing).toEqual([]);
  });
});

describe("the check of the floor plan", () => {
  const planted = (files: Record<string, string>) => violations(importGraph(new Map(Object.entries(files))));

  test.each([
    [
      "a wing that imports another",
      "src/causal/ipw.ts",
      "../fairness/audit.js",
      "wings do not know each other",
    ],
    ["an upward edge", "src/stats/estimate.ts", "../cohort/study.js", "src/stats may import only"],
    ["cohort that knows models", "src/cohort/study.ts", "../models/linear.js", "src/cohort may import only"],
    ["models that know cohort", "src/models/linear.ts", "../cohort/terms.js", "src/models may import only"],
    [
      "a generator that imports an estimator",
      "data-synth/icu/truth.ts",
      "../../src/causal/ipw.js",
      "the truth",
    ],
    [
      "a generator that imports a learner",
      "data-synth/icu/a.ts",
      "../../src/models/linear.js",
      "data-synth may",
    ],
    ["a kernel that imports a wing", "kernel-ext/display.ts", "../src/causal/index.js", "kernel-ext may"],
    [
      "a chart that knows statistics",
      "src/plot/forest.ts",
      "../stats/estimate.js",
      "src/plot may import only",
    ],
    [
      "a numeric loop that knows statistics",
      "src/numeric/qr.ts",
      "../stats/estimate.js",
      "src/numeric may import",
    ],
    ["the entry point that imports a wing", "src/index.ts", "./rl/index.js", "src/index may import only"],
    ["an import by the package's own name", "src/stats/a.ts", "txlab/causal", "src/stats may import only"],
    ["an import by an internal name", "src/stats/a.ts", "#src/causal/ipw.js", "src/stats may import only"],
    ["a file that imports its own contents", "src/causal/ipw.ts", "./index.js", "a table of contents"],
    [
      "a file that imports a floor's contents",
      "src/causal/ipw.ts",
      "../stats/index.js",
      "a table of contents",
    ],
    ["a folder that is in no plan", "src/misc/a.ts", "../errors.js", "stands in no room"],
  ])("sees %s", (_, from, specifier, complaint) => {
    expect(planted({ [from]: `import { a } from "${specifier}";` })).toEqual([
      expect.stringContaining(complaint),
    ]);
  });

  test.each([
    ["a re-export", `export { a } from "../rl/a.js";`],
    ["a type", `import type { A } from "../rl/a.js";`],
    ["a type in place", `export type B = import("../rl/a.js").A;`],
    ["a dynamic import", `export const load = () => import("../rl/a.js");`],
    ["a side effect", `import "../rl/a.js";`],
    ["a worker's URL", `export const url = new URL("../rl/a.js", import.meta.url);`],
  ])("sees an edge made by %s", (_, text) => {
    expect(planted({ "src/causal/a.ts": text })).toHaveLength(1);
  });

  test("sees a cycle between files of one room", () => {
    const files = {
      "src/stats/a.ts": `import { b } from "./b.js";`,
      "src/stats/b.ts": `import { c } from "./c.js";`,
      "src/stats/c.ts": `import { a } from "./a.js";`,
    };
    expect(planted(files)).toEqual([
      "a cycle: src/stats/a.ts → src/stats/b.ts → src/stats/c.ts → src/stats/a.ts",
    ]);
  });

  test("lets the kernel's command load generators when it needs them", () => {
    expect(planted({ "kernel-ext/a.ts": `const load = () => import("../data-synth/index.js");` })).toEqual(
      [],
    );
  });

  test("lets a view name the type of the noun that uses it", () => {
    const files = {
      "src/stats/estimate.ts": `import { text } from "./estimate-view.js"; export interface Estimate {}`,
      "src/stats/estimate-view.ts": `import type { Estimate } from "./estimate.js"; export const text = "";`,
    };
    expect(planted(files)).toEqual([]);
  });

  test("has nothing against imports that run downwards", () => {
    const files = {
      "src/causal/ipw.ts": `import { a } from "../stats/a.js"; import { b } from "../models/linear.js";`,
      "src/stats/index.ts": `export { a } from "./a.js";`,
      "src/stats/a.ts": `import { c } from "../numeric/qr.js"; import * as fs from "node:fs";`,
    };
    expect(planted(files)).toEqual([]);
  });
});
