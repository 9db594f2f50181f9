import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jupyterEnvironment, outside, python } from "./jupyter.js";

const suite = "jupyter_kernel_test";
const missing = python === undefined || spawnSync(python, ["-c", `import ${suite}`]).status !== 0;
if (missing)
  process.stderr.write(`Jupyter's conformance suite is skipped: no Python with ${suite} was found.\n`);

describe.skipIf(missing)("Jupyter's conformance suite", () => {
  test("finds nothing wrong with the kernel, and skips only pages and cleared output", () => {
    const { stderr, status } = spawnSync(python!, [join(import.meta.dirname, "conformance.py")], {
      cwd: outside,
      env: jupyterEnvironment,
      encoding: "utf8",
    });
    expect(stderr).toMatch(/Ran 12 tests/);
    expect(stderr).toMatch(/OK \(skipped=2\)/);
    expect(status).toBe(0);
  });
});
